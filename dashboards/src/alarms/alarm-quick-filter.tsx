import { Button, Space } from "antd";

import { useWords } from "../messages/language-context";
import { type AlarmFilter, HIDDEN_STATES } from "./alarm-filter";

interface AlarmQuickFilterProps {
  readonly filter: AlarmFilter;
  readonly choose: (filter: AlarmFilter) => void;
}

/** What is asked for most: what stands too long, what is hidden. A second click leads back to what is active. */
export function AlarmQuickFilter({ filter, choose }: AlarmQuickFilterProps) {
  const { t } = useWords();
  const hidden = HIDDEN_STATES.length === filter.state.length && HIDDEN_STATES.every((state) => filter.state.includes(state));
  const active = ["active"] as const;
  return (
    <Space.Compact role="group" aria-label={t("alarms.quick")}>
      <Button
        aria-pressed={filter.longStanding}
        type={filter.longStanding ? "primary" : "default"}
        onClick={() => choose({ ...filter, state: active, longStanding: !filter.longStanding })}
        data-testid="filter-long-standing"
      >
        {t("alarms.longStanding")}
      </Button>
      <Button
        aria-pressed={hidden}
        type={hidden ? "primary" : "default"}
        onClick={() => choose({ ...filter, state: hidden ? active : HIDDEN_STATES, longStanding: false })}
        data-testid="filter-hidden"
      >
        {t("alarms.hidden")}
      </Button>
    </Space.Compact>
  );
}
