import { Card } from "antd";

import type { AlarmDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./feeding-card.module.css";
import { NamedAssets } from "./named-assets";

/** What the asset needs and what needs it, the nearest first: where the cause may lie, and what may follow. */
export function FeedingCard({ alarm }: { readonly alarm: AlarmDetail }) {
  const { t } = useWords();
  if (alarm.upstream.length === 0 && alarm.downstream.length === 0) return null;
  return (
    <Card size="small" title={t("alarms.feeding")} data-testid="feeding">
      <div className={styles.sides}>
        {alarm.upstream.length > 0 && (
          <section>
            <h3>{t("alarms.upstream")}</h3>
            <NamedAssets site={alarm.site} assets={alarm.upstream} />
          </section>
        )}
        {alarm.downstream.length > 0 && (
          <section>
            <h3>{t("alarms.downstream")}</h3>
            <NamedAssets site={alarm.site} assets={alarm.downstream} />
          </section>
        )}
      </div>
    </Card>
  );
}
