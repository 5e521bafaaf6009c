import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { DayHeads } from "./day-heads";
import styles from "./rota.module.css";
import type { Place } from "./slot-drawer";
import { clockOf } from "./span";
import { POSTS, type RotaCalendar } from "./words";

interface PostGridProps {
  readonly rota: RotaCalendar;
  readonly today: string;
  readonly wide: boolean;
  /** Look at one post in one shift of one day; `null`: this reader changes nothing. */
  readonly open: ((place: Place) => void) | null;
}

/** The rota by post and shift: who stands there each day, and where somebody is missing. */
export function PostGrid({ rota, today, wide, open }: PostGridProps) {
  const { t, text, word } = useWords();
  const { me } = useHere();
  const rows = rowsOf(rota);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("rota.post")}>
      <table className={`${styles.grid} ${wide ? "" : styles.month}`} data-testid="post-grid">
        <DayHeads rota={rota} today={today} corner={t("rota.post")} />
        <tbody>
          {rows.map(({ post, shift }) => (
            <tr key={`${post}|${shift.id}`}>
              <th scope="row">
                {word("rota.post", post)}
                <span className={`${styles.name} quiet`}>
                  {text(shift.name)} {clockOf(shift.begin)}–{clockOf(shift.end)}
                </span>
              </th>
              {rota.days.map(({ day }) => {
                const slot = rota.slots.find((each) => each.post === post && each.shift === shift.id && each.day === day);
                const there = rota.duties.filter((duty) => duty.post === post && (duty.shift === null ? slot !== undefined && duty.since < slot.until && duty.until > slot.since : duty.shift === shift.id && duty.day === day));
                const missing = Math.max(0, ...rota.lacks.filter((lack) => lack.post === post && lack.shift === shift.id && lack.day === day).map((lack) => lack.missing));
                const inside = (
                  <>
                    {there.map(({ id, name, username }) => (
                      <span key={id} className={username === me.username ? styles.mine : undefined}>
                        {name}
                      </span>
                    ))}
                    {missing > 0 && <span className={styles.lack}>{there.length === 0 ? t("rota.nobody") : t("rota.lacks", { n: missing })}</span>}
                  </>
                );
                return (
                  <td key={day} className={missing > 0 ? styles.lackCell : undefined} data-testid="slot" data-post={post} data-shift={shift.id} data-day={day} data-missing={missing}>
                    {open === null ? (
                      <div className={styles.cell}>{inside}</div>
                    ) : (
                      <button type="button" className={styles.cell} onClick={() => open({ post, shift: shift.id, day })} aria-label={`${word("rota.post", post)} ${day} ${text(shift.name)}`}>
                        {inside}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Every post and shift that somebody needs or stands on, in the usual order of posts. */
function rowsOf(rota: RotaCalendar) {
  const named = new Set([...rota.slots, ...rota.duties].map(({ post, shift }) => `${post}|${shift}`));
  return POSTS.flatMap((post) => rota.shifts.filter((shift) => named.has(`${post}|${shift.id}`)).map((shift) => ({ post, shift })));
}
