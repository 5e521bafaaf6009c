import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Modal, Skeleton } from "antd";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { PersonRequest } from "../api/schema";
import { Failure } from "../layout/failure";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { QrPicture } from "./qr-picture";
import styles from "./requests.module.css";

interface TrackingLinkDialogProps {
  readonly request: PersonRequest;
  readonly close: () => void;
}

/** The link by which whoever asked follows the matter, as words and as a code. */
export function TrackingLinkDialog({ request, close }: TrackingLinkDialogProps) {
  const { t } = useWords();
  const tell = useProblemNotice();
  const client = useQueryClient();
  const { message } = App.useApp();
  const ask = (revoke: boolean) =>
    data(api.POST("/api/v1/requests/{request_id}/tracking-link", { params: { path: { request_id: request.id } }, body: { revoke } }));
  const { data: link, error, refetch } = useQuery({ queryKey: ["tracking-link", request.id], queryFn: () => ask(false), gcTime: 0, staleTime: Infinity });
  const revoke = useMutation({
    mutationFn: () => ask(true),
    onSuccess: () => {
      void message.success(t("requests.revokedNow"));
      void client.invalidateQueries({ queryKey: keys.requestsOf(request.order.id) });
      close();
    },
    onError: tell,
  });
  const address = link?.path == null ? "" : `${location.origin}${link.path}`;
  return (
    <Modal
      open
      onCancel={close}
      title={t("requests.link")}
      footer={
        <>
          <Button loading={revoke.isPending} onClick={() => revoke.mutate()} data-testid="revoke-link">
            {t("requests.revoke")}
          </Button>
          <Button
            type="primary"
            disabled={address === ""}
            onClick={() => void navigator.clipboard.writeText(address).then(() => message.success(t("requests.copied")))}
            data-testid="copy-link"
          >
            {t("requests.copy")}
          </Button>
        </>
      }
    >
      <p className="quiet">{t("requests.linkHint")}</p>
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {link === undefined && error === null && <Skeleton active paragraph={{ rows: 3 }} />}
      {address !== "" && (
        <>
          <Input readOnly value={address} onFocus={(event) => event.target.select()} aria-label={t("requests.link")} data-testid="link-address" />
          {link?.svg != null && <QrPicture svg={link.svg} alt={address} className={styles.code} />}
        </>
      )}
    </Modal>
  );
}
