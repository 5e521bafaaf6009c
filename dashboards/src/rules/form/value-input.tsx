import { Segmented, Select, Space, Switch } from "antd";

import { useWords } from "../../messages/language-context";
import { isRecord, type Place } from "../definition";
import { useChoiceWords } from "./choice-words";
import { ConditionInput } from "./condition-input";
import { DurationInput } from "./duration-input";
import { controlId } from "./field-row";
import styles from "./fields.module.css";
import { useRuleFormContext } from "./form-context";
import { GroupFields } from "./group-fields";
import { JsonInput } from "./json-input";
import { ListInput } from "./list-input";
import { NumberInput } from "./number-input";
import { PointValueSelect } from "./point-value-select";
import type { Shape } from "./shape";
import { TextInput } from "./text-input";
import { wayOf } from "./ways";

interface ValueInputProps {
  readonly name: string;
  /** The kind or group that it stands in. */
  readonly scope: string;
  readonly place: Place;
  readonly shape: Shape;
  readonly value: unknown;
  readonly fallback: unknown;
  /** The point that the field is about, as a key or pattern. */
  readonly point: string | null;
}

/** The control for a shape. */
export function ValueInput({ name, scope, place, shape, value, fallback, point }: ValueInputProps) {
  const { t } = useWords();
  const { change, names } = useRuleFormContext();
  const choice = useChoiceWords();
  const id = controlId(place);
  const put = (next: unknown) => change(place, next);

  switch (shape.kind) {
    case "constant":
      return <Switch id={id} checked={value === shape.value} onChange={(on) => put(on ? shape.value : undefined)} />;
    case "yes-no":
      return <Switch id={id} checked={value === true} onChange={(on) => put(on)} />;
    case "number":
      return <NumberInput id={id} shape={shape} value={value} fallback={fallback} unit={unitOf(name, shape, point, names)} change={put} />;
    case "text":
      return <TextInput id={id} name={name} scope={scope} shape={shape} value={value} change={put} />;
    case "duration":
      return <DurationInput id={id} value={value} fallback={fallback} change={put} />;
    case "choice":
      return (
        <Select<string | null>
          id={id}
          value={typeof value === "string" ? value : typeof fallback === "string" ? fallback : null}
          onChange={(next) => put(next ?? undefined)}
          options={shape.values.map((each) => ({ value: each, label: choice(shape.family, each) }))}
          style={{ width: "100%", maxWidth: 320 }}
        />
      );
    case "value":
      return <PointValueSelect id={id} point={point} value={value} several={false} change={put} />;
    case "pair": {
      const [low, high] = Array.isArray(value) ? (value as unknown[]) : [];
      const unit = unitOf(name, shape.of[0], point, names);
      const end = (index: 0 | 1, held: unknown) => {
        const part = shape.of[index];
        return part.kind === "number" ? (
          <NumberInput
            id={index === 0 ? id : `${id}.1`}
            shape={part}
            value={held}
            fallback={undefined}
            unit={unit}
            label={t(index === 0 ? "rules.lower" : "rules.upper")}
            change={(next) => put(index === 0 ? [next ?? null, high ?? null] : [low ?? null, next ?? null])}
          />
        ) : null;
      };
      return (
        <Space wrap>
          {end(0, low)}–{end(1, high)}
        </Space>
      );
    }
    case "list":
      return <ListInput id={id} name={name} place={place} shape={shape} value={value} point={point} change={put} />;
    case "condition":
      return (
        <div className={styles.nested}>
          <ConditionInput place={place} kinds={shape.kinds} value={value} />
        </div>
      );
    case "group":
      return (
        <div className={`${styles.nested} ${styles.group}`}>
          <GroupFields fields={shape.fields} value={value} place={place} scope={name} point={point} />
        </div>
      );
    case "either":
      return <EitherInput place={place} ways={shape.ways} value={value} point={point} />;
    case "other":
      return <JsonInput id={id} value={value} change={put} />;
  }
}

interface EitherInputProps {
  readonly place: Place;
  readonly ways: readonly Shape[];
  readonly value: unknown;
  readonly point: string | null;
}

/** A condition, another rule, the opposite of one, or an event: whichever the place takes. */
function EitherInput({ place, ways, value, point }: EitherInputProps) {
  const { t, word } = useWords();
  const { change } = useRuleFormContext();
  const taken = wayOf(value, ways);
  const way = ways[taken];
  if (way === undefined) return null;
  const keyOf = (shape: Shape) => (shape.kind === "group" ? (shape.fields.find(({ required }) => required)?.name ?? "") : "condition");
  function take(index: number) {
    const next = ways[index];
    if (next === undefined || index === taken) return;
    // What was written becomes the opposite of itself, and back.
    const inner = isRecord(value) && keyOf(way ?? next) === "not" ? value.not : value;
    change(place, next.kind === "condition" ? (isRecord(inner) && "kind" in inner ? inner : {}) : { [keyOf(next)]: keyOf(next) === "not" ? (inner ?? {}) : "" });
  }
  return (
    <div className={`${styles.nested} ${styles.group}`}>
      <Segmented
        size="small"
        className={styles.sort}
        aria-label={t("rules.memberSort")}
        value={taken}
        onChange={take}
        options={ways.map((shape, index) => ({ value: index, label: word("rule.member", keyOf(shape)) }))}
      />
      {way.kind === "condition" ? (
        <ConditionInput place={place} kinds={way.kinds} value={value} />
      ) : way.kind === "group" ? (
        <GroupFields fields={way.fields} value={value} place={place} scope="member" point={point} />
      ) : null}
    </div>
  );
}

/** Limits and changes are in the unit of the point; shares are in percent; numbers of things have none. */
function unitOf(name: string, shape: Shape, point: string | null, names: ReturnType<typeof useRuleFormContext>["names"]): string {
  if (name === "percent") return "%";
  if (shape.kind !== "number" || shape.whole || point === null) return "";
  return names.point(point).unit;
}
