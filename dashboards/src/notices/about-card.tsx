import { Button, Card } from "antd";
import { Link, useNavigate } from "react-router";

import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { NoticeState } from "./notice-card";
import styles from "./notices.module.css";
import { useDraft, useNotices } from "./use-notices";

interface AboutCardProps {
  readonly site: string;
  /** What the notices are about; exactly one. */
  readonly order?: string;
  readonly incident?: string;
  /** Whether it is over: then nothing new is drafted from it. */
  readonly over: boolean;
}

/** The notices about an order or an incident, and the way to draft one for exactly those whom it concerns. */
export function NoticesAboutCard({ site, order, incident, over }: AboutCardProps) {
  const { t, text } = useWords();
  const navigate = useNavigate();
  const mayWrite = useMay("write_notices") && !over;
  const { data } = useNotices({ site, view: "all", about: order ?? incident });
  const draft = useDraft();
  const notices = data?.pages.flatMap(({ items }) => items) ?? [];
  if (notices.length === 0 && !mayWrite) return null;
  return (
    <Card
      size="small"
      title={t("notices.card")}
      extra={
        mayWrite && (
          <Button
            loading={draft.isPending}
            onClick={() => draft.mutate({ site, order_id: order ?? null, incident_id: incident ?? null }, { onSuccess: (notice) => void navigate(`/notices/${notice.id}`) })}
            data-testid="draft-about"
          >
            {t("notices.draft")}
          </Button>
        )
      }
      data-testid="notices-about"
    >
      {notices.length === 0 && <span className="quiet">{t("notices.cardNone")}</span>}
      <ul className={styles.rows}>
        {notices.map((notice) => (
          <li key={notice.id} className={styles.row}>
            <Link to={`/notices/${notice.id}`}>{text(notice.title)}</Link>
            <span className={styles.line}>
              <NoticeState notice={notice} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
