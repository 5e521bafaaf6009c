import { useMemo } from "react";

import type { RuleForm } from "../api/schema";
import { useWords, type Words } from "../messages/language-context";
import type { BothLanguages } from "../messages/translate";
import { useHere } from "../sites/site-context";
import { type Definition, typesOf } from "./definition";
import { useRuleForm } from "./use-rule-form";
import { useRules } from "./use-rules";
import { ruleWords, type Speech } from "./words/condition-words";
import { messageWords } from "./words/message-words";
import { namesFor } from "./words/names";

/** A rule as far as it is needed to say it. */
export interface Sayable {
  readonly id: string;
  readonly message: BothLanguages;
  readonly definition: Definition;
}

export interface RuleSpeech {
  /** What it tells people, in general. */
  readonly message: (rule: Sayable) => string;
  /** When it is true. */
  readonly condition: (definition: Definition) => string;
  /** What its parts are called. */
  readonly speech: (definition: Definition) => Speech;
  /** The names of kinds of condition. */
  readonly kind: (name: string) => string;
  /** The name of a type of equipment. */
  readonly type: (key: string) => string;
}

const NOTHING: RuleForm = { schema: {}, kinds: [], device_types: [], calendars: [], placeholders: [] };

/** Rules of the chosen site in the reader's words; in their own keys until the names are here. */
export function useRuleSpeech(): RuleSpeech {
  const words = useWords();
  const { site } = useHere();
  const { data: form } = useRuleForm(site.id);
  const { data: rules } = useRules(site.id);
  return useMemo(() => ruleSpeech(form ?? NOTHING, rules ?? [], words), [form, rules, words]);
}

function ruleSpeech(form: RuleForm, rules: readonly Sayable[], { t, text, word, language }: Words): RuleSpeech {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const speeches = new Map<string, Speech>();
  const speech = (definition: Definition): Speech => {
    const types = typesOf(definition);
    const about = types === null ? "*" : types.join();
    const found = speeches.get(about);
    if (found !== undefined) return found;
    const names = namesFor({
      form,
      types,
      text,
      comma: t("list.comma"),
      yes: t("value.yes"),
      no: t("value.no"),
      anything: t("rules.equipment"),
      ruleName: (id) => {
        const other = known.get(id);
        return other === undefined ? id : message(other);
      },
    });
    const made: Speech = { t, word, language, names };
    speeches.set(about, made);
    return made;
  };
  const message = (rule: Sayable): string => messageWords(text(rule.message), rule.definition, speech(rule.definition).names);
  return {
    message,
    condition: (definition) => ruleWords(definition, speech(definition)),
    speech,
    kind: (name) => {
      const kind = form.kinds.find((one) => one.name === name);
      return kind === undefined ? name : text(kind.title);
    },
    type: (key) => {
      const type = form.device_types.find((one) => one.key === key);
      return type === undefined ? key : text(type.name);
    },
  };
}
