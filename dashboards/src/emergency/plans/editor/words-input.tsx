import { Input } from "antd";

import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { valueAt } from "./editing";
import { controlId, useEditor } from "./editor-context";
import { Field } from "./field";

interface WordsInputProps {
  /** Of the text; its halves stand at `.zh` and `.en`. */
  readonly place: string;
  readonly label: string;
  readonly long?: boolean;
}

/** A text in both languages, side by side. */
export function WordsInput({ place, label, long = false }: WordsInputProps) {
  const { t } = useWords();
  const { plan, change } = useEditor();
  return (
    <div className={styles.two}>
      {(["zh", "en"] as const).map((language) => {
        const where = `${place}.${language}`;
        const value = valueAt(plan, where);
        const shared = {
          id: controlId(where),
          value: typeof value === "string" ? value : "",
          lang: language === "zh" ? "zh-CN" : "en",
          onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => change({ kind: "set", place: where, value: event.target.value }),
        };
        return (
          <Field key={language} place={where} label={t(language === "zh" ? "emPlans.inChinese" : "emPlans.inEnglish", { name: label })}>
            {long ? <Input.TextArea {...shared} autoSize={{ minRows: 2, maxRows: 10 }} maxLength={4000} /> : <Input {...shared} maxLength={200} />}
          </Field>
        );
      })}
    </div>
  );
}
