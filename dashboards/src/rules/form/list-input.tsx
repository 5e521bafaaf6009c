import { Button, Select } from "antd";

import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import type { Place } from "../definition";
import { useChoiceWords } from "./choice-words";
import styles from "./fields.module.css";
import { KeysSelect } from "./key-select";
import { PointValueSelect } from "./point-value-select";
import type { Shape } from "./shape";
import { useKeyOptions } from "./use-key-options";
import { ValueInput } from "./value-input";

interface ListInputProps {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  readonly shape: Shape & { readonly kind: "list" };
  readonly value: unknown;
  readonly point: string | null;
  readonly change: (value: unknown) => void;
}

const POINT_VALUES = new Set(["in", "not_in", "has"]);

/** A list: of words in one field, of conditions one below the other. */
export function ListInput({ id, name, place, shape, value, point, change }: ListInputProps) {
  const { t } = useWords();
  const choice = useChoiceWords();
  const options = useKeyOptions(name);
  const items: readonly unknown[] = Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
  const words = items.map(String);
  const put = (next: readonly string[]) => change(next.length === 0 ? undefined : next);

  if (POINT_VALUES.has(name)) {
    const single = (next: unknown) => (shape.single && Array.isArray(next) && next.length === 1 ? (next[0] as unknown) : next);
    return <PointValueSelect id={id} point={point} value={value} several change={(next) => change(single(next))} />;
  }
  if (shape.of.kind === "choice") {
    const { family, values } = shape.of;
    return (
      <Select<string[]>
        id={id}
        mode="multiple"
        value={words}
        onChange={put}
        options={values.map((each) => ({ value: each, label: choice(family, each) }))}
        allowClear
        style={{ width: "100%" }}
      />
    );
  }
  if (shape.of.kind === "text") return <KeysSelect id={id} options={options ?? []} value={words} free change={put} />;
  return (
    <div className={styles.items}>
      {items.map((item, index) => (
        // Items have no names: what is taken out in the middle moves the others up.
        <div key={index} className={styles.item}>
          <ValueInput name={name} scope="" place={[...place, index]} shape={shape.of} value={item} fallback={undefined} point={point} />
          <Button
            type="text"
            size="small"
            className={styles.remove}
            icon={<Icon name="close" />}
            aria-label={t("rules.removeItem", { n: index + 1 })}
            onClick={() => change(items.length === 1 ? undefined : items.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      <div>
        <Button size="small" icon={<Icon name="plus" />} onClick={() => change([...items, {}])} id={id} data-testid={`add-${name}`}>
          {t("rules.addItem")}
        </Button>
      </div>
    </div>
  );
}
