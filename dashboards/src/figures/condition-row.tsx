import type { ReactNode } from "react";
import { Link } from "react-router";

import type { AlarmFigures } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";

interface ConditionRowProps {
  readonly site: string;
  readonly condition: Pick<AlarmFigures["bad_actors"][number], "rule" | "asset" | "severity" | "message">;
  /** Where it leads; else to all alarms of the condition. */
  readonly to?: string;
  readonly children: ReactNode;
}

/** A condition that makes alarms, in a row: what, where, and a number. */
export function ConditionRow({ site, condition, to, children }: ConditionRowProps) {
  const { text } = useWords();
  const assets = useAssetNames();
  const all = `/alarms?state=any&asset=${encodeURIComponent(condition.asset)}&rule=${encodeURIComponent(condition.rule)}`;
  return (
    <>
      <SeverityMark severity={condition.severity} wordless />
      <div>
        <Link to={to ?? all}>{text(condition.message)}</Link>
        <div className="quiet">{assets.place(site, condition.asset)}</div>
      </div>
      <span className="number" style={{ textAlign: "end" }}>
        {children}
      </span>
    </>
  );
}
