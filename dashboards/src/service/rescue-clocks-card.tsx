import { Card } from "antd";

import type { WorkOrderDetail } from "../api/schema";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { EvidenceButton } from "./evidence-button";
import { RescueClockRow } from "./rescue-clock-row";
import styles from "./service.module.css";
import { useRescueClocks, useStopClock } from "./use-rescue-clocks";

/** The clocks of a rescue from a lift, running; each is stopped with one tap. Orders that are no rescue show nothing. */
export function RescueClocksCard({ order }: { readonly order: WorkOrderDetail }) {
  const { t } = useWords();
  const { data: rescue, error, refetch } = useRescueClocks(order);
  const stop = useStopClock(order.id);
  if (order.kind !== "rescue") return null;
  if (rescue === undefined) return error === null ? null : <Failure error={error} retry={() => void refetch()} />;
  if (rescue.clocks.length === 0) return null;
  const may = order.steps.includes("note");
  return (
    <Card
      size="small"
      title={t("rescue.title")}
      extra={<EvidenceButton order={order} />}
      data-testid="rescue-clocks"
    >
      <ul className={styles.clocks}>
        {rescue.clocks.map((clock) => (
          <RescueClockRow key={clock.clock} clock={clock} stop={may ? () => stop.mutate(clock.clock) : null} busy={stop.isPending} />
        ))}
      </ul>
      <p className={`quiet ${styles.hint}`}>{t("rescue.hint")}</p>
    </Card>
  );
}
