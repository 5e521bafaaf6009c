import { useQuery } from "@tanstack/react-query";

import { allPages } from "../../api/all-pages";
import { api, data } from "../../api/client";
import { keys } from "../../api/keys";
import { useWords } from "../../messages/language-context";
import { Age } from "../../time/age";
import { Moment } from "../../time/moment";
import { valueWords } from "../point-words";
import { passages } from "./passages";
import styles from "./pictures.module.css";
import type { Sight } from "./sight";

const DAY_MS = 24 * 3_600_000;
const MOST = 6;

/** When a door was opened and shut lately, as its contact has said. Who went through is not among the stored readings. */
export function PassagesView({ door: { point, at } }: { readonly door: Sight }) {
  const words = useWords();
  const { t } = words;
  const { data: readings } = useQuery({
    // Whatever the door says anew may be another passage.
    queryKey: keys.readings(point.id, "passages", String(at)),
    queryFn: () => {
      const from = new Date(Date.now() - DAY_MS).toISOString();
      return allPages((cursor) => data(api.GET("/api/v1/points/{point_id}/readings", { params: { path: { point_id: point.id }, query: { from, cursor } } })));
    },
    placeholderData: (before) => before,
    // What was said a moment ago is stored a moment later.
    refetchInterval: 15_000,
  });
  if (readings === undefined) return null;
  const last = passages(readings, MOST);
  return (
    <section className={styles.beside} data-testid="picture-passages">
      <h3>{t("picture.passages")}</h3>
      {last.length === 0 ? (
        <p className="quiet">{t("picture.noPassages")}</p>
      ) : (
        <ul className={styles.rows}>
          {last.map(({ at: moment, value }) => (
            <li key={moment}>
              <span className={styles.grow}>{valueWords(point, value, words)}</span>
              <Moment at={new Date(moment).toISOString()} />
              <span className="quiet">
                <Age at={moment} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
