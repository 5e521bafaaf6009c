import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";

/** A clock that is further off than this (seconds) is worth a word. */
const CLOCK_OFF_S = 5;

interface ClockOffsetProps {
  readonly seconds: number;
  /** With what follows from it and what to do. */
  readonly explained?: boolean;
}

/** How far the device's clock is off, as Steward estimates it: quiet while it is right. */
export function ClockOffset({ seconds, explained = false }: ClockOffsetProps) {
  const { t } = useWords();
  if (Math.abs(seconds) <= CLOCK_OFF_S) {
    const rounded = seconds.toFixed(1).replace("-0.0", "0.0");
    const n = seconds >= 0.05 ? `+${rounded}` : rounded;
    return (
      <span className="quiet number" data-testid="clock">
        {t(explained ? "devices.clockRight" : "device.clock", { n })}
      </span>
    );
  }
  const length = lasting(Math.abs(seconds) * 1_000);
  const ahead = explained ? "devices.clockAhead" : "device.clockAhead";
  const behind = explained ? "devices.clockBehind" : "device.clockBehind";
  return (
    <span className="severity-medium number" data-testid="clock">
      {t(seconds > 0 ? ahead : behind, { length: t(length.key, length.values) })}
    </span>
  );
}
