import type { PermitDetail } from "../api/schema";
import { FileButton } from "../files/file-button";
import { FileList } from "../files/file-list";
import { FILES } from "../files/upload";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { isAfter } from "./permit-next";
import styles from "./permit-parts.module.css";
import { usePermitWrite } from "./use-permit-write";

const OVER: ReadonlySet<string> = new Set(["closed", "refused", "cancelled"]);

/** Photos and documents: those of before the work and those from then on apart. */
export function PermitFiles({ permit }: { readonly permit: PermitDetail }) {
  const { t } = useWords();
  const write = usePermitWrite(permit);
  const may = useMay("request_permit") && !OVER.has(permit.state);
  const after = permit.attachments.filter(({ added_at }) => isAfter(permit, added_at));
  const before = permit.attachments.filter((file) => !after.includes(file));
  return (
    <div className={styles.files}>
      {permit.needs_photos && <p className="quiet">{t("permit.photosNeeded")}</p>}
      {permit.attachments.length === 0 && <p className="quiet">{t("orders.noFiles")}</p>}
      {before.length > 0 && (
        <section data-testid="files-before">
          <h3>{t("permit.photosBefore")}</h3>
          <FileList folder="permits" files={before} />
        </section>
      )}
      {after.length > 0 && (
        <section data-testid="files-after">
          <h3>{t("permit.photosAfter")}</h3>
          <FileList folder="permits" files={after} />
        </section>
      )}
      {may && (
        <FileButton
          accept={FILES}
          label={t(permit.begun_at === null ? "permit.addBefore" : "permit.addAfter")}
          busy={write.isPending}
          choose={(file) => write.mutate({ kind: "file", file })}
        />
      )}
    </div>
  );
}
