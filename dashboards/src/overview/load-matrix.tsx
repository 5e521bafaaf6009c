import { useMemo } from "react";
import { Link } from "react-router";

import type { PlaceLoad, SystemCell } from "../api/schema";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Age } from "../time/age";
import styles from "./load-matrix.module.css";

interface CellProps {
  readonly place: PlaceLoad;
  readonly cell: SystemCell | undefined;
}

/** One system of one building: grey and quiet, or its worst severity, how often, and since when. */
function Cell({ place, cell }: CellProps) {
  const { t, text, word } = useWords();
  if (cell === undefined) return <td className={styles.none} aria-label={t("overview.matrix.none")} />;
  const system = word("system", cell.system);
  const told = cell.worst === null ? t("overview.normal") : `${word("severity", cell.worst)} ×${cell.active}`;
  return (
    <td className={cell.worst === null ? styles.calm : styles.wrong} data-testid="matrix-cell" data-place={place.space} data-system={cell.system} data-worst={cell.worst ?? "none"}>
      <Link
        to={`/assets?space=${encodeURIComponent(place.space)}&system=${encodeURIComponent(cell.system)}${cell.worst === null ? "" : "&deviating=true"}`}
        aria-label={`${text(place.name)} ${system}: ${told}${cell.hidden > 0 ? `, ${t("overview.matrix.hidden", { n: cell.hidden })}` : ""}`}
      >
        <span className={styles.system}>{system}</span>
        {cell.worst === null ? (
          <span aria-hidden="true">{cell.hidden > 0 ? t("overview.matrix.hidden", { n: cell.hidden }) : "–"}</span>
        ) : (
          <>
            <span className={styles.line}>
              <SeverityMark severity={cell.worst} blinks={cell.unacknowledged > 0} wordless />
              <b className={`number severity-${cell.worst}`}>{cell.active}</b>
            </span>
            {cell.since !== null && (
              <small className="quiet">
                <Age at={cell.since} />
              </small>
            )}
          </>
        )}
      </Link>
    </td>
  );
}

/** Buildings by systems: where something is wrong is the only thing that has a colour. On a phone each building is a row of its systems. */
export function LoadMatrix({ places }: { readonly places: readonly PlaceLoad[] }) {
  const { t, text, word } = useWords();
  const systems = useMemo(() => [...new Set(places.flatMap((place) => place.systems.map(({ system }) => system)))], [places]);
  return (
    <div className={styles.scroll}>
      <table className={styles.matrix} data-testid="load-matrix">
        <thead>
          <tr>
            <th scope="col">{t("overview.byBuilding")}</th>
            {systems.map((system) => (
              <th key={system} scope="col">
                {word("system", system)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={`${place.site}/${place.space}`}>
              <th scope="row">
                <Link to={`/plans?space=${encodeURIComponent(place.space)}`}>{text(place.name)}</Link>
                {place.systems.every(({ worst }) => worst === null) && <span className={`quiet ${styles.allCalm}`}>{t("overview.normal")}</span>}
              </th>
              {systems.map((system) => (
                <Cell key={system} place={place} cell={place.systems.find((one) => one.system === system)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
