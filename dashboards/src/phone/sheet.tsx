import { type ReactNode, useEffect, useRef } from "react";

import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import styles from "./sheet.module.css";

interface SheetProps {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
}

/** A sheet from below, within reach of the thumb; the browser keeps the keyboard and the reader inside it. */
export function Sheet({ title, close, children }: SheetProps) {
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.sheet}
      aria-labelledby="sheet-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        // Beside the sheet is the dialog itself.
        if (event.target === dialog.current) close();
      }}
    >
      <div className={styles.inside}>
        <header className={styles.head}>
          <h2 id="sheet-title">{title}</h2>
          <button type="button" className={styles.close} aria-label={t("page.close")} onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
