import { Button, Card, Select } from "antd";
import { useState } from "react";

import type { Deputy, DeputyChain, Holder, Post, RotaPlan } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import { usePeople } from "../../work-orders/use-people";
import styles from "../rota.module.css";
import { useRotaWrite } from "../use-rota";
import { POSTS } from "../words";

const valueOf = ({ post, person }: Deputy) => (post === null || post === undefined ? `person:${person}` : `post:${post}`);

function deputyOf(value: string): Deputy {
  const [kind, ...name] = value.split(":");
  return kind === "post" ? { post: name.join(":") as Post, person: null } : { post: null, person: name.join(":") };
}

/** Who is called, in which order, when a post is empty; and who holds a post without shifts. */
export function DeputiesForm({ plan }: { readonly plan: RotaPlan }) {
  const { t, word } = useWords();
  const { data: people = [] } = usePeople();
  const [chains, setChains] = useState<readonly DeputyChain[]>(plan.deputies);
  const [holders, setHolders] = useState<readonly Holder[]>(plan.holders);
  const write = useRotaWrite();
  const persons = people.filter(({ active, role }) => active && role !== "viewer").map(({ username, name }) => ({ value: username, label: name }));
  return (
    <Card size="small" title={t("rota.deputies")}>
      <p className="quiet">{t("rota.deputiesWhat")}</p>
      <div className={styles.stack}>
        {chains.map((chain, place) => (
          <label key={chain.post} data-testid="deputies" data-post={chain.post}>
            {word("rota.post", chain.post)}
            <Select<string[]>
              aria-label={t("rota.deputies")}
              mode="multiple"
              style={{ width: "100%" }}
              value={chain.deputies.map(valueOf)}
              onChange={(chosen) => setChains(chains.map((each, at) => (at === place ? { ...each, deputies: chosen.map(deputyOf) } : each)))}
              options={[
                ...POSTS.filter((post) => post !== chain.post).map((post) => ({ value: `post:${post}`, label: word("rota.post", post) })),
                ...persons.map(({ value, label }) => ({ value: `person:${value}`, label })),
              ]}
              showSearch={{ optionFilterProp: "label" }}
            />
          </label>
        ))}
        <h3 className={styles.heading}>{t("rota.holders")}</h3>
        {holders.map((holder, place) => (
          <div key={`${holder.post}-${holder.person}-${place}`} className={styles.row}>
            <span>
              {word("rota.post", holder.post)} · {persons.find(({ value }) => value === holder.person)?.label ?? holder.person}
              {holder.building !== null && ` · ${holder.building}`}
            </span>
            <Button size="small" onClick={() => setHolders(holders.filter((_, at) => at !== place))} aria-label={t("rota.remove")} icon={<Icon name="close" />} />
          </div>
        ))}
        <NewHolder persons={persons} add={(holder) => setHolders([...holders, holder])} />
        <Button
          type="primary"
          loading={write.isPending}
          onClick={() => write.mutate({ kind: "plan", plan: { ...plan, deputies: [...chains], holders: [...holders] }, version: plan.version })}
          data-testid="save-deputies"
        >
          {t("rota.save")}
        </Button>
      </div>
    </Card>
  );
}

interface NewHolderProps {
  readonly persons: readonly { readonly value: string; readonly label: string }[];
  readonly add: (holder: Holder) => void;
}

function NewHolder({ persons, add }: NewHolderProps) {
  const { t, word } = useWords();
  const [post, setPost] = useState<Post>();
  const [person, setPerson] = useState<string>();
  return (
    <div className={styles.line}>
      <Select<Post> aria-label={t("rota.post")} value={post} onChange={setPost} placeholder={t("rota.post")} style={{ minWidth: 140 }} options={POSTS.map((each) => ({ value: each, label: word("rota.post", each) }))} />
      <Select<string> aria-label={t("rota.person")} value={person} onChange={setPerson} placeholder={t("rota.person")} style={{ minWidth: 140 }} options={[...persons]} showSearch={{ optionFilterProp: "label" }} />
      <Button disabled={post === undefined || person === undefined} onClick={() => post !== undefined && person !== undefined && add({ post, person, building: null })}>
        {t("rota.add")}
      </Button>
    </div>
  );
}
