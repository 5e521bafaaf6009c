import { Button, Card, Popconfirm, Skeleton } from "antd";
import { useState } from "react";

import type { Pattern, RotaPlan } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import { usePersonName } from "../../work-orders/use-people";
import styles from "../rota.module.css";
import { usePatterns, useRotaWrite } from "../use-rota";
import { PatternDialog } from "./pattern-dialog";

/** The teams and how each goes through the shifts. */
export function PatternsList({ plan }: { readonly plan: RotaPlan }) {
  const { t, word } = useWords();
  const { data: patterns } = usePatterns();
  const name = usePersonName();
  const write = useRotaWrite();
  const [edited, edit] = useState<Pattern | "new" | null>(null);
  const marks = new Map(plan.shifts.map(({ id, mark }) => [id, mark]));
  return (
    <Card size="small" title={t("rota.patterns")}>
      {patterns === undefined ? (
        <Skeleton active paragraph={{ rows: 2 }} />
      ) : (
        <ul className={styles.list}>
          {patterns.map((pattern) => (
            <li key={pattern.id} className={styles.card} data-testid="pattern">
              <div className={styles.line}>
                <strong>{pattern.name}</strong>
                <span className="number">{pattern.cycle.map((shift) => (shift === null ? t("rota.offMark") : (marks.get(shift) ?? "?"))).join("")}</span>
                <span className="quiet">{word("rota.days", pattern.on)}</span>
              </div>
              <div>{pattern.posts.length === 0 ? t("rota.noPost") : pattern.posts.map((post) => word("rota.post", post)).join(" + ")}</div>
              <div className="quiet">{pattern.members.map(({ person }) => name(person)).join(t("list.comma"))}</div>
              <div className={styles.line}>
                <Button size="small" onClick={() => edit(pattern)}>
                  {t("rota.edit")}
                </Button>
                <Popconfirm
                  title={t("rota.removePatternSure")}
                  okText={t("rota.remove")}
                  cancelText={t("rota.keep")}
                  onConfirm={() => write.mutate({ kind: "remove-pattern", id: pattern.id, version: pattern.version })}
                >
                  <Button size="small">{t("rota.remove")}</Button>
                </Popconfirm>
              </div>
            </li>
          ))}
        </ul>
      )}
      <Button icon={<Icon name="plus" />} onClick={() => edit("new")} disabled={plan.shifts.length === 0} style={{ marginTop: 8 }} data-testid="add-pattern">
        {t("rota.addPattern")}
      </Button>
      {edited !== null && <PatternDialog key={edited === "new" ? "new" : edited.id} plan={plan} pattern={edited === "new" ? null : edited} close={() => edit(null)} />}
    </Card>
  );
}
