import { Alert, Button, Modal } from "antd";
import { useRef } from "react";

import type { Imported } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./dispatch.module.css";
import { tableText, useTableImport } from "./use-skills";

interface ImportDialogProps {
  readonly kind: "duty" | "skills";
  readonly open: boolean;
  readonly close: () => void;
}

/** A table from a spreadsheet: what it must look like, and afterwards every row that could not be used. */
export function ImportDialog({ kind, open, close }: ImportDialogProps) {
  const { t } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const send = useTableImport(kind);
  const told = send.data;

  function leave() {
    send.reset();
    close();
  }

  return (
    <Modal open={open} onCancel={leave} footer={null} title={t(kind === "duty" ? "dispatch.duty.import" : "dispatch.duty.importSkills")} destroyOnHidden>
      <p className="quiet">{t(kind === "duty" ? "dispatch.duty.importHow" : "dispatch.duty.importSkillsHow")}</p>
      <pre className="number">{t(kind === "duty" ? "dispatch.duty.importExample" : "dispatch.duty.importSkillsExample")}</pre>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        hidden
        data-testid="table-file"
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = "";
          if (file !== undefined) void file.arrayBuffer().then((bytes) => send.mutate(tableText(bytes)));
        }}
      />
      <Button type="primary" loading={send.isPending} onClick={() => input.current?.click()}>
        {t("dispatch.duty.chooseFile")}
      </Button>
      {told !== undefined && <Told told={told} />}
    </Modal>
  );
}

function Told({ told }: { readonly told: Imported }) {
  const { t, text } = useWords();
  if (told.problems.length === 0) {
    return <Alert type="success" showIcon title={t("dispatch.duty.imported", { n: told.stored })} style={{ marginTop: 12 }} data-testid="imported" />;
  }
  const rows = told.problems.map(({ line, text: problem }) => (
    <li key={line}>
      {t("dispatch.duty.line", { n: line })} · {text(problem)}
    </li>
  ));
  return (
    <Alert
      type="warning"
      showIcon
      title={t("dispatch.duty.notImported", { n: told.problems.length })}
      description={<ul className={styles.problems}>{rows}</ul>}
      style={{ marginTop: 12 }}
      data-testid="import-problems"
    />
  );
}
