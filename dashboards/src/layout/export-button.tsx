import { Button, Dropdown, Space } from "antd";
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

const FORMS = ["xlsx", "csv"] as const;
type TableForm = (typeof FORMS)[number];

/** The whole list as a table for a spreadsheet, as it is filtered now. */
export function ExportButton({ path, query, name }: ExportButtonProps) {
  const { t, language } = useWords();
  const may = useMay("export");
  const tell = useProblemNotice();
  const [busy, setBusy] = useState(false);
  if (!may) return null;

  async function save(form: TableForm) {
    setBusy(true);
    const params = new URLSearchParams({ format: form, lang: language });
    for (const [key, value] of Object.entries(query)) if (value !== undefined) params.set(key, String(value));
    await download(`${path}?${params}`, `${name}-${new Date().toISOString().slice(0, 10)}.${form}`).catch(tell);
    setBusy(false);
  }

  return (
    <Space.Compact>
      <Button icon={<Icon name="export" />} loading={busy} onClick={() => void save("xlsx")} data-testid="export">
        {t("list.export")}
      </Button>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: FORMS.map((form) => ({ key: form, label: <span data-testid={`export-${form}`}>{t(`outside.${form}`)}</span> })),
          onClick: ({ key }) => void save(key as TableForm),
        }}
      >
        <Button icon={<Icon name="more" />} aria-label={t("outside.format")} data-testid="export-format" />
      </Dropdown>
    </Space.Compact>
  );
}
