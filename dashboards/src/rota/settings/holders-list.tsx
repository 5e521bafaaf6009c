import { Button, Select } from "antd";
import { useState } from "react";

import type { Holder, Post } from "../../api/schema";
import { useSpaces } from "../../assets/use-spaces";
import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import styles from "../rota.module.css";
import { POSTS } from "../words";

interface Choice {
  readonly value: string;
  readonly label: string;
}

interface HoldersListProps {
  readonly holders: readonly Holder[];
  /** Who may hold one. */
  readonly persons: readonly Choice[];
  readonly change: (holders: readonly Holder[]) => void;
}

/** Who holds a post without shifts: everywhere at the site, or in one building, as its steward does. */
export function HoldersList({ holders, persons, change }: HoldersListProps) {
  const { t, text, word } = useWords();
  const { data: spaces = [] } = useSpaces();
  const buildings = spaces.filter(({ kind }) => kind === "building").map(({ id, name }) => ({ value: id, label: text(name) }));
  const nameIn = (choices: readonly Choice[], value: string) => choices.find((each) => each.value === value)?.label ?? value;
  return (
    <>
      <h3 className={styles.heading}>{t("rota.holders")}</h3>
      {holders.map((holder, place) => (
        <div key={`${holder.post}-${holder.person}-${holder.building ?? ""}`} className={styles.row} data-testid="holder" data-person={holder.person} data-building={holder.building ?? ""}>
          <span>
            {word("rota.post", holder.post)} · {nameIn(persons, holder.person)}
            {holder.building != null && ` · ${nameIn(buildings, holder.building)}`}
          </span>
          <Button size="small" onClick={() => change(holders.filter((_, at) => at !== place))} aria-label={t("rota.remove")} icon={<Icon name="close" />} />
        </div>
      ))}
      <NewHolder persons={persons} buildings={buildings} holders={holders} add={(holder) => change([...holders, holder])} />
    </>
  );
}

interface NewHolderProps {
  readonly persons: readonly Choice[];
  readonly buildings: readonly Choice[];
  readonly holders: readonly Holder[];
  readonly add: (holder: Holder) => void;
}

function NewHolder({ persons, buildings, holders, add }: NewHolderProps) {
  const { t, word } = useWords();
  const [post, setPost] = useState<Post>();
  const [person, setPerson] = useState<string>();
  const [building, setBuilding] = useState<string | null>(null);
  const wished = post === undefined || person === undefined ? null : { post, person, building };
  const isThere = wished !== null && holders.some((each) => each.post === post && each.person === person && each.building === building);
  return (
    <div className={styles.line} data-testid="new-holder">
      <Select<Post> aria-label={t("rota.post")} value={post} onChange={setPost} placeholder={t("rota.post")} style={{ minWidth: 140 }} options={POSTS.map((each) => ({ value: each, label: word("rota.post", each) }))} showSearch={{ optionFilterProp: "label" }} />
      <Select<string> aria-label={t("rota.person")} value={person} onChange={setPerson} placeholder={t("rota.person")} style={{ minWidth: 140 }} options={[...persons]} showSearch={{ optionFilterProp: "label" }} />
      <Select<string>
        aria-label={t("rota.building")}
        value={building ?? ""}
        onChange={(chosen) => setBuilding(chosen === "" ? null : chosen)}
        style={{ minWidth: 140 }}
        options={[{ value: "", label: t("rota.everyBuilding") }, ...buildings]}
        showSearch={{ optionFilterProp: "label" }}
      />
      <Button disabled={wished === null || isThere} onClick={() => wished !== null && add(wished)} data-testid="add-holder">
        {t("rota.add")}
      </Button>
    </div>
  );
}
