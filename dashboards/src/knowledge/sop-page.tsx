import { useParams } from "react-router";

import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { SopCard } from "./sop-card";
import { useSop } from "./use-sop";

/** A procedure by itself, as a search or a link opens it. */
export default function SopPage() {
  const { t, text } = useWords();
  const { id = "" } = useParams();
  const { data: sop } = useSop(id);
  return (
    <Page title={sop === undefined ? t("sop.title") : text(sop.title)}>
      <SopCard id={id} lead="engineering" />
    </Page>
  );
}
