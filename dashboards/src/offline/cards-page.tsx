import { Collapse } from "antd";

import { SopCard } from "../knowledge/sop-card";
import { useSop } from "../knowledge/use-sop";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { CARDS } from "./cards";

/** What to do in an emergency and whom to call; at hand without a network. */
export default function CardsPage() {
  const { t } = useWords();
  return (
    <Page title={t("offline.cards")}>
      <p className="quiet">{t("offline.cardsHint")}</p>
      <Collapse
        accordion
        destroyOnHidden
        data-testid="cards"
        items={CARDS.map((id) => ({ key: id, label: <CardTitle id={id} />, children: <Card id={id} /> }))}
      />
    </Page>
  );
}

function CardTitle({ id }: { readonly id: string }) {
  const { text } = useWords();
  const { data: sop } = useSop(id);
  return <strong data-testid="card-title">{sop === undefined ? id : text(sop.title)}</strong>;
}

function Card({ id }: { readonly id: string }) {
  const { me } = useHere();
  return <SopCard id={id} lead={me.department ?? "security"} />;
}
