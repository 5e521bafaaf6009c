import { Button, Drawer, Input, Select, Skeleton } from "antd";
import { useState } from "react";

import type { HeldSkill, HeldSkillIn, Person, SkillWord } from "../api/schema";
import { Icon } from "../icons/icon";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import styles from "./dispatch.module.css";
import { useSkills, useSkillsWrite, useSkillWords } from "./use-skills";

/** What one person can do, with certificates and until when they are valid. */
export function SkillsDrawer({ person, close }: { readonly person: Person | null; readonly close: () => void }) {
  const { t } = useWords();
  const narrow = useNarrow();
  return (
    <Drawer
      open={person !== null}
      onClose={close}
      title={person === null ? "" : t("dispatch.duty.skillsOf", { name: person.name })}
      size={narrow ? "100%" : 520}
      destroyOnHidden
    >
      {person !== null && <Loaded username={person.username} close={close} />}
    </Drawer>
  );
}

function Loaded({ username, close }: { readonly username: string; readonly close: () => void }) {
  const { data: held } = useSkills(username);
  const { data: words } = useSkillWords();
  if (held === undefined || words === undefined) return <Skeleton active paragraph={{ rows: 4 }} />;
  return <SkillsForm username={username} held={held.items} words={words} close={close} />;
}

interface SkillsFormProps {
  readonly username: string;
  readonly held: readonly HeldSkill[];
  readonly words: readonly SkillWord[];
  readonly close: () => void;
}

function SkillsForm({ username, held, words, close }: SkillsFormProps) {
  const { t, text } = useWords();
  const write = useSkillsWrite(username);
  const [items, setItems] = useState<readonly HeldSkillIn[]>(() => held.map(({ skill, valid_until }) => ({ skill, certificate: null, valid_until })));
  const change = (skill: string, part: Partial<HeldSkillIn>) => setItems(items.map((item) => (item.skill === skill ? { ...item, ...part } : item)));
  const left = words.filter(({ id }) => !items.some(({ skill }) => skill === id));
  return (
    <>
      <Select<string | null>
        value={null}
        placeholder={t("dispatch.duty.addSkill")}
        style={{ width: "100%" }}
        showSearch={{ optionFilterProp: "label" }}
        options={left.map(({ id, name }) => ({ value: id, label: text(name) }))}
        onChange={(skill) => {
          if (skill !== null) setItems([...items, { skill, certificate: null, valid_until: null }]);
        }}
        data-testid="add-skill"
      />
      {items.map((item) => (
        <SkillRow
          key={item.skill}
          item={item}
          word={words.find(({ id }) => id === item.skill)}
          shown={held.find(({ skill }) => skill === item.skill)?.certificate ?? ""}
          change={(part) => change(item.skill, part)}
          remove={() => setItems(items.filter(({ skill }) => skill !== item.skill))}
        />
      ))}
      <Button
        type="primary"
        block
        loading={write.isPending}
        onClick={() => write.mutate(items, { onSuccess: close })}
        style={{ marginTop: 16 }}
        data-testid="save-skills"
      >
        {t("dispatch.duty.save")}
      </Button>
    </>
  );
}

interface SkillRowProps {
  readonly item: HeldSkillIn;
  readonly word: SkillWord | undefined;
  /** The number on record, masked. */
  readonly shown: string;
  readonly change: (part: Partial<HeldSkillIn>) => void;
  readonly remove: () => void;
}

function SkillRow({ item, word, shown, change, remove }: SkillRowProps) {
  const { t, text } = useWords();
  const name = word === undefined ? item.skill : text(word.name);
  const certificate = word?.certificate ?? null;
  return (
    <div className={styles.skillRow} data-testid="skill-row" data-skill={item.skill}>
      <strong>{name}</strong>
      <Button type="text" size="small" icon={<Icon name="close" />} aria-label={t("dispatch.duty.removeSkill", { name })} onClick={remove} />
      {certificate !== null && (
        <div className={styles.two} style={{ gridColumn: "1 / -1" }}>
          <label>
            <span className="quiet">{text(certificate)}</span>
            <Input
              value={item.certificate ?? ""}
              placeholder={shown === "" ? t("dispatch.duty.certificateNumber") : shown}
              maxLength={64}
              onChange={({ target }) => change({ certificate: target.value === "" ? null : target.value })}
              data-testid="certificate"
            />
          </label>
          {word?.expires === true && (
            <label>
              <span className="quiet">{t("dispatch.duty.validUntil")}</span>
              <Input
                type="date"
                value={item.valid_until ?? ""}
                onChange={({ target }) => change({ valid_until: target.value === "" ? null : target.value })}
                data-testid="valid-until"
              />
            </label>
          )}
        </div>
      )}
    </div>
  );
}
