import { Button } from "antd";
import { useState } from "react";

import type { WorkOrder } from "../api/schema";
import { Icon } from "../icons/icon";
import { download } from "../layout/download";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";

/** The clocks of a rescue as a table that shows afterwards what was kept. */
export function EvidenceButton({ order }: { readonly order: Pick<WorkOrder, "id" | "number"> }) {
  const { t, language } = useWords();
  const may = useMay("export");
  const tell = useProblemNotice();
  const [busy, setBusy] = useState(false);
  if (!may) return null;

  async function save() {
    setBusy(true);
    const path = `/api/v1/work-orders/${encodeURIComponent(order.id)}/rescue-clocks?format=csv&lang=${language}`;
    await download(path, `rescue-${order.number}.csv`).catch(tell);
    setBusy(false);
  }

  return (
    <Button size="small" icon={<Icon name="export" />} loading={busy} onClick={() => void save()} data-testid="rescue-evidence">
      {t("rescue.evidence")}
    </Button>
  );
}
