import type { Attachment } from "../api/schema";
import { Icon } from "../icons/icon";
import { download } from "../layout/download";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import styles from "./files.module.css";
import { filePath, type Folder } from "./upload";
import { usePicture } from "./use-picture";

/** One file: a picture shows itself; a click saves it. */
export function StoredFile({ folder, file }: { readonly folder: Folder; readonly file: Attachment }) {
  const { t } = useWords();
  const tell = useProblemNotice();
  const nameOf = usePersonName();
  const address = usePicture(folder, file);
  return (
    <button
      type="button"
      className={styles.file}
      onClick={() => void download(filePath(folder, file), file.name).catch(tell)}
      title={t("orders.saveFile", { name: file.name })}
    >
      {address === null ? <Icon name="link" size={2} /> : <img src={address} alt={file.name} />}
      <span className={styles.name}>{file.name}</span>
      <span className="quiet">
        {nameOf(file.added_by)} · <Moment at={file.added_at} />
      </span>
    </button>
  );
}
