import type { DeviceState } from "../api/schema";
import { useWords } from "../messages/language-context";

/** Whether a device speaks, in one word. */
export function StateWord({ state }: { readonly state: DeviceState }) {
  const { t } = useWords();
  return (
    <span className={state === "online" ? "quiet" : "severity-high"} data-testid="device-state" data-state={state}>
      {t(`devices.state.${state}`)}
    </span>
  );
}
