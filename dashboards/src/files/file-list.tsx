import type { Attachment } from "../api/schema";
import styles from "./files.module.css";
import { StoredFile } from "./stored-file";
import type { Folder } from "./upload";

export function FileList({ folder, files }: { readonly folder: Folder; readonly files: readonly Attachment[] }) {
  return (
    <ul className={styles.files}>
      {files.map((file) => (
        <li key={file.id}>
          <StoredFile folder={folder} file={file} />
        </li>
      ))}
    </ul>
  );
}
