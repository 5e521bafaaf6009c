import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { authorisedFetch } from "../api/client";
import { problemOf } from "../api/problem";
import type { Attachment } from "../api/schema";
import { Icon } from "../icons/icon";
import { download } from "../layout/download";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "./order-files.module.css";

/** One file: a picture shows itself; a click saves it. */
export function OrderFile({ file }: { readonly file: Attachment }) {
  const { t } = useWords();
  const tell = useProblemNotice();
  const path = `/api/v1/work-orders/${encodeURIComponent(file.order_id)}/attachments/${encodeURIComponent(file.id)}`;
  const { data: picture } = useQuery({
    queryKey: ["picture", file.id],
    enabled: file.content_type.startsWith("image/"),
    staleTime: Infinity,
    queryFn: async () => {
      const answer = await authorisedFetch(new Request(path));
      if (!answer.ok) throw problemOf(answer.status, null);
      return answer.blob();
    },
  });
  const address = useMemo(() => (picture === undefined ? null : URL.createObjectURL(picture)), [picture]);
  useEffect(
    () => () => {
      if (address !== null) URL.revokeObjectURL(address);
    },
    [address],
  );
  return (
    <button type="button" className={styles.file} onClick={() => void download(path, file.name).catch(tell)} title={t("orders.saveFile", { name: file.name })}>
      {address === null ? <Icon name="link" size={2} /> : <img src={address} alt={file.name} />}
      <span className={styles.name}>{file.name}</span>
      <span className="quiet">
        {file.added_by} · <Moment at={file.added_at} />
      </span>
    </button>
  );
}
