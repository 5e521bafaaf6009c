import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { AlarmMarks } from "../alarms/alarm-marks";
import { AlarmState } from "../alarms/alarm-state";
import type { Alarm, IncidentDetail } from "../api/schema";
import { AssetLink } from "../assets/asset-link";
import { useAssetNames } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Moment } from "../time/moment";
import type { FeedingNode } from "./feeding-tree";
import styles from "./incident-tree.module.css";

/** So many things under one are shown at once. */
const SHOWN = 12;

interface IncidentTreeProps {
  readonly incident: IncidentDetail;
  readonly root: FeedingNode;
}

/** The cause at the root, what it feeds indented under it; each with its alarms, their states and why they are hidden. */
export function IncidentTree({ incident, root }: IncidentTreeProps) {
  return (
    <ul className={styles.tree} data-testid="incident-tree">
      <TreeNode incident={incident} node={root} />
    </ul>
  );
}

function TreeNode({ incident, node }: { readonly incident: IncidentDetail; readonly node: FeedingNode }) {
  const { t } = useWords();
  const assets = useAssetNames();
  const [all, setAll] = useState(false);
  const [byDesign, showByDesign] = useState(false);
  // What its own rule calls meaningless now only fills the page: a dead feeder has no voltage on three phases.
  const telling = node.alarms.filter(({ id, hidden_by }) => hidden_by?.reason !== "BY_DESIGN" || id === incident.cause_alarm_id);
  const quiet = node.alarms.length - telling.length;
  const shown = all ? node.children : node.children.slice(0, SHOWN);
  return (
    <li data-testid="tree-node" data-asset-id={node.asset}>
      <div className={styles.asset}>
        <AssetLink site={incident.site} id={node.asset} />
        {node.via.length > 0 && (
          <span className="quiet">{t("incidents.via", { names: node.via.map((asset) => assets.name(incident.site, asset)).join(t("list.comma")) })}</span>
        )}
      </div>
      <ul className={styles.alarms}>
        {(byDesign ? node.alarms : telling).map((alarm) => (
          <TreeAlarm key={alarm.id} alarm={alarm} isCause={alarm.id === incident.cause_alarm_id} />
        ))}
      </ul>
      {quiet > 0 && (
        <Button type="link" size="small" className={styles.more} onClick={() => showByDesign(!byDesign)} aria-expanded={byDesign} data-testid="tree-by-design">
          {t(byDesign ? "incidents.hideByDesign" : "incidents.showByDesign", { n: quiet })}
        </Button>
      )}
      {shown.length > 0 && (
        <ul className={styles.children}>
          {shown.map((child) => (
            <TreeNode key={child.asset} incident={incident} node={child} />
          ))}
        </ul>
      )}
      {shown.length < node.children.length && (
        <Button type="link" size="small" className={styles.more} onClick={() => setAll(true)} data-testid="tree-more">
          {t("incidents.moreAssets", { n: node.children.length - shown.length })}
        </Button>
      )}
    </li>
  );
}

function TreeAlarm({ alarm, isCause }: { readonly alarm: Alarm; readonly isCause: boolean }) {
  const { t, text } = useWords();
  return (
    <li className={isCause ? styles.cause : undefined} data-testid="tree-alarm" data-alarm-id={alarm.id} data-state={alarm.state}>
      <SeverityMark severity={alarm.severity} wordless blinks={alarm.state === "unacknowledged"} />
      <div className={styles.what}>
        <Link to={`/alarms/${alarm.id}`}>{text(alarm.message)}</Link>
        <span className={styles.under}>
          {isCause && <strong>{t("incidents.cause")}</strong>}
          <AlarmMarks alarm={alarm} />
          <AlarmState alarm={alarm} withReason />
          <span className="quiet">
            <Moment at={alarm.occurred_at} />
          </span>
        </span>
      </div>
    </li>
  );
}
