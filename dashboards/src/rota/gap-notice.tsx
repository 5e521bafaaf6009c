import { Alert, Button } from "antd";
import { Link } from "react-router";

import { useWords } from "../messages/language-context";
import styles from "./rota.module.css";
import { useGaps } from "./use-rota";
import { type PostGap, useDayWords, useHours } from "./words";

interface GapNoticeProps {
  /** Fill it; without, the notice leads to the rota. */
  readonly fill?: (gap: PostGap) => void;
}

/** Posts where nobody stands, or too few: which, since when, and who is called meanwhile. Nothing when all are filled. */
export function GapNotice({ fill }: GapNoticeProps) {
  const { t, text, word } = useWords();
  const { data: gaps = [] } = useGaps();
  const hours = useHours();
  const days = useDayWords();
  if (gaps.length === 0) return null;
  return (
    <Alert
      type="error"
      showIcon
      title={t("rota.gaps", { n: gaps.length })}
      description={
        <ul className={styles.list} data-testid="gaps">
          {gaps.map((gap) => (
            <li key={gap.id} className={styles.line} data-testid="gap" data-post={gap.post}>
              <strong>{word("rota.post", gap.post)}</strong>
              <span>
                {days(gap.day).long} {hours(gap.since, gap.until)}
              </span>
              <strong className={styles.lack}>{gap.found === 0 ? t("rota.nobody") : t("rota.lacks", { n: gap.needed - gap.found })}</strong>
              {gap.instead !== null && <span>{text(gap.instead)}</span>}
              {gap.work_order_id !== null && <Link to={`/work-orders/${gap.work_order_id}`}>{t("rota.gapOrder")}</Link>}
              {fill !== undefined ? (
                <Button size="small" onClick={() => fill(gap)} data-testid="fill-gap">
                  {t("rota.fill")}
                </Button>
              ) : (
                <Link to="/rota?view=posts">{t("rota.title")}</Link>
              )}
            </li>
          ))}
        </ul>
      }
      data-testid="gap-notice"
    />
  );
}
