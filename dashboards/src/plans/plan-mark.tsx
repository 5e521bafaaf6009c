import { Link } from "react-router";

import type { Asset, PlanPlacement } from "../api/schema";
import { AssetBrief } from "../assets/pictures/asset-brief";
import type { Briefed } from "../assets/pictures/use-briefs";
import { Icon } from "../icons/icon";
import { type IconName, strokes } from "../icons/strokes";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import type { AssetAlarm } from "./alarms-here";
import styles from "./plans.module.css";

interface PlanMarkProps {
  readonly placement: PlanPlacement;
  readonly asset: Asset;
  readonly alarm: AssetAlarm | undefined;
  readonly brief: Briefed | null;
  /** Its name and how it is stand beside it. */
  readonly spoken: boolean;
  /** This is what the plan is shown for. */
  readonly meant?: boolean;
  readonly seen: () => void;
}

/** An asset on a plan: what it is, how it is, and the way to its alarm or its page. Grey unless something is wrong. */
export function PlanMark({ placement, asset, alarm, brief, spoken, meant = false, seen }: PlanMarkProps) {
  const { t, text, word } = useWords();
  const name = placement.label || text(asset.name);
  const silent = asset.state === "offline" || asset.state === "unknown";
  const state =
    alarm === undefined
      ? word("asset.state", asset.state)
      : `${word("severity", alarm.worst.severity)} ${text(alarm.worst.message)} ${t(alarm.unacknowledged ? "plans.waits" : "plans.known")}`;
  return (
    <Link
      to={alarm === undefined ? `/assets/${encodeURIComponent(asset.id)}?site=${encodeURIComponent(asset.site)}` : `/alarms/${alarm.worst.id}`}
      className={`${styles.mark} ${alarm === undefined ? "" : styles.wrong} ${silent ? styles.silent : ""} ${meant ? styles.meant : ""}`}
      style={{ left: `${placement.x * 100}%`, top: `${placement.y * 100}%` }}
      title={name}
      aria-label={`${name}: ${state}`}
      draggable={false}
      onFocus={seen}
      data-mark
      data-testid="plan-mark"
      data-asset-id={asset.id}
      data-severity={alarm?.worst.severity}
      data-pulses={alarm?.unacknowledged ?? false}
      data-silent={silent}
    >
      <span className={`${styles.chip} ${alarm === undefined ? "" : `severity-${alarm.worst.severity}`} ${alarm?.unacknowledged === true ? styles.pulses : ""}`}>
        <Icon name={asset.icon in strokes ? (asset.icon as IconName) : "device"} size={1.35} />
      </span>
      {alarm !== undefined && (
        <span className={styles.word}>
          <SeverityMark severity={alarm.worst.severity} />
          {alarm.count > 1 && <span className="number">×{alarm.count}</span>}
        </span>
      )}
      {(spoken || meant) && (
        <span className={styles.word}>
          <span className={silent ? styles.struck : undefined}>{name}</span>
          {brief !== null && <AssetBrief asset={asset} points={brief.points} staleAfterS={brief.staleAfterS} />}
        </span>
      )}
    </Link>
  );
}
