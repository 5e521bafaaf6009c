import { Button } from "antd";
import { useState } from "react";

import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { download } from "./download";
import { useProblemNotice } from "./use-problem-notice";

interface ExportButtonProps {
  /** The list's path in the API. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** The file's name without its ending. */
  readonly name: string;
}

/** The whole list as CSV, as it is filtered now. */
export function ExportButton({ path, query, name }: ExportButtonProps) {
  const { t, language } = useWords();
  const may = useMay("export");
  const tell = useProblemNotice();
  const [busy, setBusy] = useState(false);
  if (!may) return null;

  async function save() {
    setBusy(true);
    const params = new URLSearchParams({ format: "csv", lang: language });
    for (const [key, value] of Object.entries(query)) if (value !== undefined) params.set(key, String(value));
    await download(`${path}?${params}`, `${name}-${new Date().toISOString().slice(0, 10)}.csv`).catch(tell);
    setBusy(false);
  }

  return (
    <Button icon={<Icon name="export" />} loading={busy} onClick={() => void save()} data-testid="export">
      {t("list.export")}
    </Button>
  );
}
