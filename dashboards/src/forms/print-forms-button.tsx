import { Button, Dropdown } from "antd";
import { useState } from "react";

import type { PrintForms } from "../api/schema";
import { Icon } from "../icons/icon";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { printForms } from "./print";

const FORMS: readonly PrintForms["form"][] = ["contact-sheet", "service-sheet"];
/** In one print. */
const MOST = 200;

interface PrintFormsButtonProps {
  /** The orders, in the order in which they are printed. */
  readonly ids: readonly string[];
}

/** Print the chosen orders as one of the two forms, in the reader's language. */
export function PrintFormsButton({ ids }: PrintFormsButtonProps) {
  const { t, language } = useWords();
  const tell = useProblemNotice();
  const [busy, setBusy] = useState(false);

  async function print(form: PrintForms["form"]) {
    setBusy(true);
    await printForms({ ids: [...ids], form, lang: language }).catch(tell);
    setBusy(false);
  }

  return (
    <Dropdown
      trigger={["click"]}
      disabled={ids.length === 0 || ids.length > MOST}
      menu={{
        items: FORMS.map((form) => ({ key: form, label: <span data-testid={`print-${form}`}>{t(`workDone.form.${form}`)}</span> })),
        onClick: ({ key }) => void print(key as PrintForms["form"]),
      }}
    >
      <Button icon={<Icon name="print" />} loading={busy} data-testid="print-forms" title={ids.length > MOST ? t("workDone.printMost", { n: MOST }) : undefined}>
        {ids.length > 1 ? t("workDone.printN", { n: ids.length }) : t("workDone.print")}
      </Button>
    </Dropdown>
  );
}
