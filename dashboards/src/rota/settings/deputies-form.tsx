import { Button, Card, Select } from "antd";
import { useState } from "react";

import type { Deputy, DeputyChain, Holder, Post, RotaPlan } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { usePeople } from "../../work-orders/use-people";
import styles from "../rota.module.css";
import { useRotaWrite } from "../use-rota";
import { POSTS } from "../words";
import { HoldersList } from "./holders-list";

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
        <HoldersList holders={holders} persons={persons} change={setHolders} />
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
