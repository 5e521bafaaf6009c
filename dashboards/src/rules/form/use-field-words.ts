import { useCallback } from "react";

import { useWords } from "../../messages/language-context";
import type { Field } from "./shape";

export interface FieldWords {
  readonly label: string;
  readonly hint: string;
}

/** What a field is called and what it means. `scope` is the kind or the group that it stands in: the same name may mean different things. */
export function useFieldWords(): (scope: string, field: Pick<Field, "name" | "description">) => FieldWords {
  const { word } = useWords();
  return useCallback(
    (scope, { name, description }) => {
      const found = (family: string) => [`${scope}.${name}`, name].map((key) => [key, word(family, key)] as const).find(([key, said]) => said !== key)?.[1];
      return {
        label: found("rule.field") ?? name,
        // A field that is newer than this app has the schema's own words, which are English.
        hint: found("rule.hint") ?? (found("rule.field") === undefined ? description : ""),
      };
    },
    [word],
  );
}
