import { useQuery } from "@tanstack/react-query";

import { allPages } from "../../api/all-pages";
import { api, data } from "../../api/client";
import { keys } from "../../api/keys";
import { useAssets } from "../../assets/use-assets";
import { useWords } from "../../messages/language-context";
import { useHere } from "../../sites/site-context";
import { useRuleSpeech } from "../use-rule-speech";
import { useRules } from "../use-rules";
import { patternOf } from "../words/names";
import { useRuleFormContext } from "./form-context";
import type { KeyOption } from "./key-select";

/** What a field with this name is chosen from; `null`: nothing that is known, it is a text. */
export function useKeyOptions(name: string): readonly KeyOption[] | null {
  const { text } = useWords();
  const { site } = useHere();
  const { form, types } = useRuleFormContext();
  const speech = useRuleSpeech();
  const { data: assets } = useAssets();
  const { data: rules } = useRules(site.id);
  const { data: sops } = useQuery({
    queryKey: keys.sops,
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/sops", { params: { query: { limit: 200, cursor } } }))),
    enabled: name === "sop",
    staleTime: Infinity,
  });
  const about = form.device_types.filter(({ key }) => types === null || types.includes(key));
  const named = (each: { readonly key: string; readonly name: { readonly zh: string; readonly en: string } }) => ({ key: each.key, name: text(each.name) });

  switch (name) {
    case "point":
    case "shows": {
      const points = new Map(about.flatMap(({ points: own }) => own).map((point) => [patternOf(point.key), point]));
      return [...points].map(([key, point]) => ({ key, name: `${text(point.name).replace("{n}", "N")}${point.unit === "" ? "" : ` (${point.unit})`}` }));
    }
    case "event":
      return about.flatMap(({ events }) => events).map(named);
    case "calendar":
      return form.calendars.map(named);
    case "rule":
      return (rules ?? []).map((rule) => ({ key: rule.id, name: speech.message(rule) }));
    case "asset_type":
    case "asset_types":
    case "except_types":
      return form.device_types.map(named);
    case "assets":
      return (assets ?? []).map((asset) => ({ key: asset.id, name: text(asset.name) }));
    case "sop":
      return (sops ?? []).map((sop) => ({ key: sop.id, name: text(sop.title) }));
    default:
      return null;
  }
}
