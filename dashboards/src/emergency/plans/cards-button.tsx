import { Button, Dropdown } from "antd";
import { useState } from "react";

import type { PlanDocument, Post } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { download } from "../../layout/download";
import { useProblemNotice } from "../../layout/use-problem-notice";
import { useWords } from "../../messages/language-context";

interface CardsButtonProps {
  readonly site: string;
  readonly plan: PlanDocument;
  readonly number: number;
}

const ALL = "all";

/** Cards for the wall and the offline phone: of every post, or of one. */
export function CardsButton({ site, plan, number }: CardsButtonProps) {
  const { t, word } = useWords();
  const tell = useProblemNotice();
  const [busy, setBusy] = useState(false);

  async function print(post: string) {
    setBusy(true);
    const params = new URLSearchParams({ site, number: String(number), ...(post === ALL ? {} : { post }) });
    const name = `${plan.key}-${number}${post === ALL ? "" : `-${post}`}.pdf`;
    await download(`/api/v1/plans/${encodeURIComponent(plan.key)}/card.pdf?${params}`, name).catch(tell);
    setBusy(false);
  }

  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: ALL, label: <span data-testid="card-all">{t("emPlans.cardsAll")}</span> },
          ...postsOf(plan).map((post) => ({ key: post, label: <span data-testid={`card-${post}`}>{word("rota.post", post)}</span> })),
        ],
        onClick: ({ key }) => void print(key),
      }}
    >
      <Button icon={<Icon name="print" />} loading={busy} data-testid="plan-cards">
        {t("emPlans.cards")}
      </Button>
    </Dropdown>
  );
}

/** Whoever commands, then the posts that have steps. */
function postsOf({ command, phases, preparation }: PlanDocument): readonly Post[] {
  const steps = [...phases, ...(preparation?.phases ?? [])].flatMap((phase) => phase.steps.map(({ post }) => post));
  return [...new Set([command.in_charge, ...command.deputies, ...steps])];
}
