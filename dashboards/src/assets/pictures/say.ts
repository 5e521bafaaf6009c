/** Pictures in words: beside the drawing, and for those who do not see it. */
import type { Words } from "../../messages/language-context";
import { valueWords } from "../point-words";
import type { Pump, State } from "./picture";
import type { Sight, Trust } from "./sight";
import { stateTone } from "./state-tone";

const DISTRUST: Readonly<Record<Exclude<Trust, "sure" | "doubtful">, "picture.stale" | "picture.bad" | "picture.never">> = {
  stale: "picture.stale",
  bad: "picture.bad",
  never: "picture.never",
};

/** What a point says now; where nobody knows, that and why. */
export function sightWords(sight: Sight, words: Words): string {
  const { trust, point, value } = sight;
  if (trust !== "sure" && trust !== "doubtful") return words.t(DISTRUST[trust]);
  const said = typeof value === "boolean" ? binaryWords(point.key, value, words) : valueWords(point, value, words);
  return trust === "doubtful" ? words.t("picture.doubtful", { value: said }) : said;
}

/** `picture.is.trapped.true`, where there is a better word for it than yes or no. */
function binaryWords(key: string, value: boolean, { t, word }: Words): string {
  const family = `picture.is.${key.replace(/_\d+_/, "_n_")}`;
  const said = word(family, String(value));
  return said === String(value) ? t(value ? "value.yes" : "value.no") : said;
}

export interface Said {
  readonly name: string;
  readonly value: string;
}

/** A word of the picture with its name. */
export function stateWords(state: State, words: Words): Said {
  const { sight, flag } = state;
  if (flag === undefined) return { name: words.text(sight.point.name), value: sightWords(sight, words) };
  const named = sight.point.values.find(({ key }) => key === flag);
  const tone = stateTone(state);
  const value = tone === "unknown" ? sightWords({ ...sight, trust: sight.trust === "sure" || sight.trust === "doubtful" ? "bad" : sight.trust }, words) : words.t(tone === "wrong" ? "value.yes" : "value.no");
  return { name: named === undefined ? flag : words.text(named.name), value };
}

export function pumpName({ n }: Pump, { t }: Words): string {
  return n === null ? t("picture.pump") : t("picture.pumpN", { n });
}

/** The picture in one sentence. */
export function sentence(states: readonly State[], pumps: readonly Pump[], words: Words): string {
  const told = states.map((state) => stateWords(state, words)).map(({ name, value }) => words.t("picture.said", { name, value }));
  const pumped = pumps.map((pump) => words.t("picture.said", { name: pumpName(pump, words), value: words.word("picture.pumpState", pump.state ?? "unknown") }));
  return told.length + pumped.length === 0 ? words.t("picture.never") : [...told, ...pumped].join(words.t("picture.semicolon"));
}
