import { useMemo } from "react";
import { Link } from "react-router";

import { SEVERITIES } from "../alarms/alarm-filter";
import { spacesInside } from "../assets/asset-filter";
import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import styles from "./overview-page.module.css";

/** Every place directly under the site with its active alarms; grey while there are none. */
export function BuildingLoads() {
  const { t, text } = useWords();
  const { data: assets } = useAssets();
  const { data: spaces } = useSpaces();
  const loads = useMemo(
    () =>
      (spaces ?? [])
        .filter(({ parent }) => parent === null)
        .map((space) => {
          const inside = spacesInside(spaces ?? [], space.id);
          const members = (assets ?? []).filter((asset) => inside.has(asset.space));
          return {
            space,
            active: members.reduce((sum, { active_alarms }) => sum + active_alarms, 0),
            worst: SEVERITIES.find((severity) => members.some((asset) => asset.severity === severity)) ?? null,
          };
        }),
    [assets, spaces],
  );
  return (
    <ul className={styles.rows}>
      {loads.map(({ space, active, worst }) => (
        <li key={space.id}>
          <Link to={`/assets?space=${encodeURIComponent(space.id)}`} className={styles.grow}>
            {text(space.name)}
          </Link>
          {worst === null ? (
            <span className="quiet">{t("overview.normal")}</span>
          ) : (
            <>
              <SeverityMark severity={worst} wordless />
              <span className="number">{active}</span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
