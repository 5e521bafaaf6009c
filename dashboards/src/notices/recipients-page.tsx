import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { RecipientsImported } from "../api/schema";
import { FileButton } from "../files/file-button";
import { Icon } from "../icons/icon";
import { Page } from "../layout/page";
import { PagedList } from "../layout/paged-list";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { RecipientRow } from "./recipient-row";
import styles from "./notices.module.css";

/** Whom notices go to: masked, with consent only; a table is imported, an address removed. */
export default function RecipientsPage() {
  const { t, text } = useWords();
  const { site } = useHere();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const tell = useProblemNotice();
  const mayKeep = useMay("approve_notices");
  const [told, setTold] = useState<RecipientsImported | null>(null);
  const query = useInfiniteQuery({
    queryKey: keys.noticeRecipients(site.id),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/notice-recipients", { params: { query: { site: site.id, cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const refresh = () => client.invalidateQueries({ queryKey: keys.noticeRecipients(site.id) });
  const taking = useMutation({
    mutationFn: async (file: File) => data(api.POST("/api/v1/notice-recipients/import", { body: { site: site.id, csv: await file.text() } })),
    onError: tell,
    onSuccess: (answer) => {
      setTold(answer);
      void refresh();
    },
  });
  const removing = useMutation({
    mutationFn: (id: string) => data(api.DELETE("/api/v1/notice-recipients/{recipient_id}", { params: { path: { recipient_id: id } } })),
    onError: tell,
    onSuccess: refresh,
  });

  return (
    <>
      <Link to="/notices" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("notices.title")}
      </Link>
      <Page
        title={t("notices.recipients")}
        actions={mayKeep && <FileButton accept=".csv,text/csv" label={t("notices.import")} busy={taking.isPending} choose={(file) => taking.mutate(file)} />}
      >
        <p className="quiet">{t("notices.recipientsHint")}</p>
        {mayKeep && <p className="quiet">{t("notices.importHint")}</p>}
        {told !== null && told.problems.length === 0 && (
          <Alert
            type="success"
            showIcon
            title={t("notices.imported", { kept: told.kept, without: told.without_consent, out: told.stayed_out })}
            data-testid="recipients-imported"
          />
        )}
        {told !== null && told.problems.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={t("notices.importBad", { n: told.problems.length })}
            description={
              <ul className={styles.rows}>
                {told.problems.map((problem) => (
                  <li key={problem.line}>
                    {t("notices.line", { n: problem.line })}: {text(problem.text)}
                  </li>
                ))}
              </ul>
            }
            data-testid="recipients-bad"
          />
        )}
        <PagedList query={query} none={t("notices.recipientsNone")} testId="recipient-list">
          {(recipients) => (
            <ul className={styles.list}>
              {recipients.map((recipient) => (
                <RecipientRow key={recipient.id} recipient={recipient}>
                  {mayKeep && recipient.ended === null && (
                    <Button
                      size="small"
                      onClick={() =>
                        modal.confirm({
                          title: t("notices.askRemove"),
                          content: recipient.hint,
                          okText: t("notices.remove"),
                          okButtonProps: { danger: true },
                          onOk: () => removing.mutateAsync(recipient.id).catch(() => undefined),
                        })
                      }
                    >
                      {t("notices.remove")}
                    </Button>
                  )}
                </RecipientRow>
              ))}
            </ul>
          )}
        </PagedList>
      </Page>
    </>
  );
}
