import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input, Modal } from "antd";
import { useRef, useState } from "react";

import { authorisedFetch } from "../api/client";
import { problemOf } from "../api/problem";
import type { MonthImport } from "../api/schema";
import { download } from "../layout/download";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import styles from "./rota.module.css";

interface MonthDialogProps {
  readonly open: boolean;
  readonly first: string;
  readonly close: () => void;
}

/** The month's table: save it, fill it in a spreadsheet, look what it comes to, take it. */
export function MonthDialog({ open, first, close }: MonthDialogProps) {
  const { t, text, language } = useWords();
  const { site } = useHere();
  const tell = useProblemNotice();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [month, setMonth] = useState(first);
  const [file, setFile] = useState<File | null>(null);
  const asking = useMutation({
    mutationFn: async ({ chosen, dryRun }: { readonly chosen: File; readonly dryRun: boolean }): Promise<MonthImport> => {
      const body = new FormData();
      body.append("file", chosen);
      const query = new URLSearchParams({ site: site.id, month, dry_run: String(dryRun) });
      const answer = await authorisedFetch(new Request(`/api/v1/rota/month?${query}`, { method: "POST", body }));
      const told: unknown = await answer.json().catch(() => null);
      if (!answer.ok) throw problemOf(answer.status, told);
      return told as MonthImport;
    },
    onError: tell,
    onSuccess: ({ stored }) => {
      if (stored) void client.invalidateQueries({ queryKey: ["rota"] });
    },
  });
  const told = asking.data;
  const problems = told?.rows.flatMap(({ row, name, problems: each }) => each.map((problem) => ({ row, name, problem }))) ?? [];
  const ready = told !== undefined && !told.stored && problems.length === 0 && told.new + told.removed > 0 && file !== null;

  function leave() {
    asking.reset();
    close();
  }

  return (
    <Modal open={open} onCancel={leave} footer={null} title={t("rota.monthTable")} destroyOnHidden>
      <p className="quiet">{t("rota.monthWhat")}</p>
      <div className={styles.bar}>
        <Input type="month" value={month} onChange={({ target }) => setMonth(target.value)} style={{ width: 170 }} aria-label={t("rota.month")} data-testid="month" />
        <Button
          onClick={() => void download(`/api/v1/rota/month?${new URLSearchParams({ site: site.id, month, lang: language, format: "xlsx" })}`, `rota-${month}.xlsx`).catch(tell)}
          data-testid="month-export"
        >
          {t("rota.monthSave")}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        accept=".csv,.xlsx,text/csv"
        style={{ display: "none" }}
        data-testid="month-file"
        onChange={({ target }) => {
          const chosen = target.files?.[0];
          target.value = "";
          if (chosen === undefined) return;
          setFile(chosen);
          asking.mutate({ chosen, dryRun: true });
        }}
      />
      <div className={styles.actions} style={{ marginTop: 12 }}>
        {ready && (
          <Button type="primary" loading={asking.isPending} onClick={() => asking.mutate({ chosen: file, dryRun: false })} data-testid="month-take">
            {t("rota.monthTake")}
          </Button>
        )}
        <Button type={ready ? "default" : "primary"} loading={asking.isPending} onClick={() => input.current?.click()}>
          {t("rota.chooseFile")}
        </Button>
      </div>
      {told !== undefined && (
        <Alert
          type={problems.length > 0 ? "warning" : told.stored ? "success" : "info"}
          showIcon
          title={problems.length > 0 ? t("rota.monthWrong", { n: problems.length }) : told.stored ? t("rota.monthTaken") : file?.name}
          description={
            <>
              {t("rota.monthCounts", { new: told.new, known: told.known, removed: told.removed })}
              {problems.length > 0 && (
                <ul className={styles.problems}>
                  {problems.slice(0, 100).map(({ row, name, problem }, place) => (
                    // The same row may have the same problem on several days.
                    <li key={`${row}-${place}`}>
                      {t("rota.row", { n: row })} {name} · {text(problem)}
                    </li>
                  ))}
                </ul>
              )}
            </>
          }
          style={{ marginTop: 12 }}
          data-testid="month-told"
        />
      )}
    </Modal>
  );
}
