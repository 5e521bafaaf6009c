import { Input, Modal } from "antd";
import { type KeyboardEvent, useState } from "react";
import { useNavigate } from "react-router";

import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { focusSoon } from "./focus-soon";
import styles from "./quick-find.module.css";
import { keepFind } from "./recent-finds";
import { type Found, useFound } from "./use-found";

/** Ctrl+K: from a number, a name or its pinyin to the page of what it is. */
export function QuickFind({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { t } = useWords();
  return (
    <Modal open={open} onCancel={close} footer={null} title={t("board.find.title")} width={640} destroyOnHidden>
      <Finder close={close} />
    </Modal>
  );
}

function Finder({ close }: { readonly close: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { me } = useHere();
  const [text, write] = useState("");
  const [at, setAt] = useState(0);
  const { found, busy } = useFound(text);
  const chosen = Math.min(at, found.length - 1);

  function go(target: Found) {
    // Pages stand in the list anyway.
    if (target.kind !== "pages" && target.kind !== "recent") keepFind(me.username, target);
    close();
    void navigate(target.path);
  }

  function pressed(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const target = found[chosen];
    if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
    else if (event.key === "Enter") {
      // What is shown while the server looks was found for fewer letters.
      if (target !== undefined && !busy) go(target);
    } else return;
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
        ref={focusSoon}
        data-testid="find-text"
      />
      <ul id="found" role="listbox" aria-label={t("board.find.title")} className={styles.found} aria-busy={busy}>
        {found.map((one, index) => (
          <li
            key={one.key}
            id={`found-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={index === chosen ? styles.chosen : undefined}
            onClick={() => go(one)}
            onPointerMove={() => setAt(index)}
            data-testid="found"
            data-kind={one.kind}
          >
            <span className="quiet">{found[index - 1]?.kind === one.kind ? "" : t(`board.find.${one.kind}`)}</span>
            <span>{one.label}</span>
            <span className="quiet">{one.place}</span>
          </li>
        ))}
      </ul>
      {text.trim() !== "" && found.length === 0 && !busy && <p className="quiet">{t("board.find.none")}</p>}
      <p className={`quiet ${styles.hint}`}>{t("board.find.hint")}</p>
    </>
  );
}
