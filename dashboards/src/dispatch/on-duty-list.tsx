import { Progress } from "antd";

import type { OnDuty, SkillBrief } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "./dispatch.module.css";

/** The people on duty: what they have in hand, what they can do, where they are. */
export function OnDutyList({ people }: { readonly people: readonly OnDuty[] }) {
  const { t, text, word } = useWords();
  return (
    <ul className={styles.people}>
      {people.map((person) => (
        <li key={person.username} className={styles.person} data-testid="on-duty" data-username={person.username}>
          <div className={styles.line}>
            <strong>{person.name}</strong>
            {person.department !== null && <span className="quiet">{word("department", person.department)}</span>}
            {person.post !== null && <span className="quiet">{word("rota.post", person.post)}</span>}
          </div>
          <div className={styles.load}>
            <Progress
              percent={Math.min(100, Math.round((100 * person.orders) / person.capacity))}
              showInfo={false}
              size="small"
              status="normal"
              aria-label={t("dispatch.load", { n: person.orders })}
            />
            <span className="number nowrap" data-testid="load">
              {t("dispatch.load", { n: person.orders })}
            </span>
          </div>
          <div className={`${styles.line} quiet`}>
            <span>
              {t("dispatch.until")} <Moment at={person.until} />
            </span>
            <span>{person.place === null ? t("dispatch.placeUnknown") : text(person.place)}</span>
            <span>{t("dispatch.taken", { n: person.taken })}</span>
          </div>
          {person.skills.length > 0 && <SkillWordsOf skills={person.skills} />}
        </li>
      ))}
    </ul>
  );
}

/** Skills as words; one that does not count says why. */
export function SkillWordsOf({ skills }: { readonly skills: readonly SkillBrief[] }) {
  const { text, word } = useWords();
  return (
    <div className={styles.skills}>
      {skills.map(({ skill, name, standing, valid_until: until }) => (
        <span key={skill} className={standing === "valid" ? styles.skill : `${styles.skill} ${styles.lapsed}`} title={until ?? ""}>
          {text(name)}
          {standing !== "valid" && ` · ${word("dispatch.standing", standing)}`}
        </span>
      ))}
    </div>
  );
}
