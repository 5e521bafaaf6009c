import { Input, Modal } from "antd";
import { type KeyboardEvent, useState } from "react";
import { useNavigate } from "react-router";

import { useWords } from "../messages/language-context";
import styles from "./quick-find.module.css";
import { useFound } from "./use-found";

/** Ctrl+K: from a number or a few words to the page of an order, of equipment, or any other. */
export function QuickFind({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { t } = useWords();
  return (
    <Modal open={open} onCancel={close} footer={null} title={t("board.find.title")} width={560} destroyOnHidden>
      <Finder close={close} />
    </Modal>
  );
}

function Finder({ close }: { readonly close: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [text, write] = useState("");
  const [at, setAt] = useState(0);
  const { found, busy } = useFound(text);
  const chosen = Math.min(at, found.length - 1);

  function go(path: string) {
    close();
    void navigate(path);
  }

  function pressed(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const target = found[chosen];
    if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
    else if (event.key === "Enter" && target !== undefined) go(target.path);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <Input
        value={text}
        onChange={(event) => {
          write(event.target.value);
          setAt(0);
        }}
        onKeyDown={pressed}
        placeholder={t("board.find.placeholder")}
        aria-label={t("board.find.placeholder")}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="found"
        aria-activedescendant={found.length > 0 ? `found-${chosen}` : undefined}
        maxLength={100}
        allowClear
        autoFocus
        data-testid="find-text"
      />
      <ul id="found" role="listbox" aria-label={t("board.find.title")} className={styles.found} aria-busy={busy}>
        {found.map(({ key, path, kind, label, place }, index) => (
          <li
            key={key}
            id={`found-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={index === chosen ? styles.chosen : undefined}
            onClick={() => go(path)}
            onPointerMove={() => setAt(index)}
            data-testid="found"
          >
            <span className="quiet">{t(`board.find.${kind}`)}</span>
            <span>{label}</span>
            <span className="quiet">{place}</span>
          </li>
        ))}
      </ul>
      {text.trim() !== "" && found.length === 0 && !busy && <p className="quiet">{t("board.find.none")}</p>}
      <p className={`quiet ${styles.hint}`}>{t("board.find.hint")}</p>
    </>
  );
}
