import { Collapse } from "antd";
import { useMemo } from "react";

import { useWords } from "../../messages/language-context";
import { type Definition, valueAt } from "../definition";
import styles from "./fields.module.css";
import { useRuleFormContext } from "./form-context";
import { GroupFields } from "./group-fields";
import { type Field, fieldsOf, type Schema } from "./shape";

/** The fields of a rule in the order in which people think of them; what no section names stands in the last. */
const SECTIONS = [
  { name: "judges", fields: ["id", "message", "applies_to", "when", "on_delay", "off_delay"], always: ["on_delay"] },
  { name: "urgency", fields: ["severity", "consequence", "respond_within", "realarm_after"], always: ["consequence", "respond_within"] },
  { name: "concerns", fields: ["department", "assist", "sop", "plan"], always: ["assist", "sop"] },
] as const satisfies readonly { name: string; fields: readonly string[]; always: readonly string[] }[];

interface RuleFieldsProps {
  readonly definition: Definition;
  /** A rule that is in force keeps its id. */
  readonly isNew: boolean;
}

/** The form of a rule, made from its schema. */
export function RuleFields({ definition, isNew }: RuleFieldsProps) {
  const { t } = useWords();
  const { form } = useRuleFormContext();
  const fields = useMemo(() => ruleFields(form.schema as Schema), [form.schema]);
  const delays = form.kinds.find(({ name }) => name === valueAt(definition, ["when", "kind"]))?.delays ?? true;
  const wanted = ({ name }: Field) => (isNew || name !== "id") && (delays || !name.endsWith("_delay") || definition[name] !== undefined);
  const named: ReadonlySet<string> = new Set(SECTIONS.flatMap((section) => section.fields));
  const rest = fields.filter(({ name }) => !named.has(name));

  return (
    <div className={styles.group} data-testid="rule-form">
      {SECTIONS.map(({ name, fields: names, always }) => (
        <section key={name} className={styles.group}>
          <h3 className={styles.section}>{t(`rules.section.${name}`)}</h3>
          <GroupFields
            fields={names.flatMap((one: string) => fields.filter((field) => field.name === one)).filter(wanted)}
            value={definition}
            place={[]}
            scope=""
            point={null}
            always={always}
          />
        </section>
      ))}
      <Collapse
        ghost
        size="small"
        items={[
          {
            key: "more",
            label: t("rules.section.more"),
            children: <GroupFields fields={rest} value={definition} place={[]} scope="" point={null} />,
            forceRender: true,
          },
        ]}
        defaultActiveKey={rest.some(({ name }) => definition[name] !== undefined) ? ["more"] : []}
        styles={{ header: { paddingInline: 0 }, body: { paddingInline: 0 } }}
      />
    </div>
  );
}

/** The rule's own fields: where its schema has any object, a condition stands. */
function ruleFields(schema: Schema): Field[] {
  return fieldsOf(schema).map((field) => {
    if (field.name !== "when" && field.name !== "suppress_while") return field;
    return { ...field, shape: { kind: "condition", kinds: null } };
  });
}
