import { Button, Skeleton } from "antd";
import { useState } from "react";

import type { Person } from "../api/schema";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { usePeople } from "../work-orders/use-people";
import styles from "./dispatch.module.css";
import { ImportDialog } from "./import-dialog";
import { SkillWordsOf } from "./on-duty-list";
import { SkillsDrawer } from "./skills-drawer";
import { useSkills } from "./use-skills";

const WORKERS: readonly Person["role"][] = ["engineer", "guard", "control_room", "dispatcher", "manager", "service_centre", "steward"];

/** Everybody who works, with what they can do. */
export function SkillsList() {
  const { t } = useWords();
  const mayArrange = useMay("arrange_duty");
  const { data, error, refetch } = usePeople();
  const [editing, edit] = useState<Person | null>(null);
  const [importing, setImporting] = useState(false);
  if (data === undefined) return error === null ? <Skeleton active paragraph={{ rows: 6 }} /> : <Failure error={error} retry={() => void refetch()} />;
  const workers = data.filter(({ active, role }) => active && WORKERS.includes(role));
  return (
    <>
      <p className="quiet">{t("dispatch.duty.skillsWhat")}</p>
      {mayArrange && (
        <div className={styles.actions} style={{ marginBottom: 12 }}>
          <Button onClick={() => setImporting(true)} data-testid="import-skills">
            {t("dispatch.duty.importSkills")}
          </Button>
        </div>
      )}
      <ul className={styles.people}>
        {workers.map((person) => (
          <SkillsRow key={person.username} person={person} edit={mayArrange ? () => edit(person) : null} />
        ))}
      </ul>
      <SkillsDrawer person={editing} close={() => edit(null)} />
      <ImportDialog kind="skills" open={importing} close={() => setImporting(false)} />
    </>
  );
}

function SkillsRow({ person, edit }: { readonly person: Person; readonly edit: (() => void) | null }) {
  const { t, word } = useWords();
  const { data } = useSkills(person.username);
  return (
    <li className={styles.person} data-testid="skills-row" data-username={person.username}>
      <div className={styles.who}>
        <strong>{person.name}</strong>
        <span className="quiet">{word("role", person.role)}</span>
        {edit !== null && (
          <Button size="small" onClick={edit} data-testid="edit-skills">
            {t("dispatch.duty.edit")}
          </Button>
        )}
      </div>
      {data !== undefined && (data.items.length === 0 ? <span className="quiet">{t("dispatch.duty.noSkills")}</span> : <SkillWordsOf skills={data.items} />)}
    </li>
  );
}
