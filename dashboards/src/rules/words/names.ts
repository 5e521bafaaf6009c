/** What the parts of a rule are called: points with their values, events, calendars, other rules. */
import type { FormPoint, RuleForm } from "../../api/schema";
import type { BothLanguages } from "../../messages/translate";

type Text = (text: BothLanguages) => string;

export interface NamedPoint {
  readonly name: string;
  readonly unit: string;
  /** The value in words. */
  readonly says: (value: unknown) => string;
}

export interface Names {
  /** The point that a key or a pattern (`pump_*_fault`) means. */
  readonly point: (pattern: string) => NamedPoint;
  readonly event: (name: string) => string;
  readonly calendar: (id: string) => string;
  readonly rule: (id: string) => string;
  /** What the rule is about, in a word: a type of equipment. */
  readonly equipment: string;
}

interface Asked {
  readonly form: RuleForm;
  /** `null`: every type. */
  readonly types: readonly string[] | null;
  readonly text: Text;
  readonly comma: string;
  readonly yes: string;
  readonly no: string;
  readonly anything: string;
  readonly ruleName: (id: string) => string;
}

/** The names as they are for equipment of `types`. */
export function namesFor({ form, types, text, comma, yes, no, anything, ruleName }: Asked): Names {
  const about = form.device_types.filter(({ key }) => types === null || types.includes(key));
  const [only] = about;
  const points = about.flatMap(({ points: own }) => own);
  return {
    point: (pattern) => {
      const found = pointsOf(points, pattern);
      const [first] = found;
      return {
        name: first === undefined ? pattern : [...new Set(found.map((point) => pointName(point, pattern, text)))].slice(0, 3).join(comma),
        unit: first?.unit ?? "",
        says: (value) => {
          if (typeof value === "boolean") return value ? yes : no;
          const known = found.flatMap(({ values }) => values).find(({ key }) => key === value);
          return known === undefined ? String(value) : text(known.name);
        },
      };
    },
    event: (name) => {
      const known = form.device_types.flatMap(({ events }) => events).find(({ key }) => key === name);
      return known === undefined ? name : text(known.name);
    },
    calendar: (id) => {
      const known = form.calendars.find(({ key }) => key === id);
      return known === undefined ? id : text(known.name);
    },
    rule: ruleName,
    equipment: about.length === 1 && only !== undefined ? text(only.name) : anything,
  };
}

/** The points that a key or pattern means; `{n}` in the key of a point stands for any number. */
export function pointsOf(points: readonly FormPoint[], pattern: string): FormPoint[] {
  const wild = new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*").replace(/\?/g, ".")}$`);
  return points.filter(({ key }) => wild.test(key) || wild.test(key.replace("{n}", "1")) || numbered(key).test(pattern));
}

/** The pattern by which a rule names a point: `pump_{n}_fault` is written `pump_*_fault`. */
export function patternOf(key: string): string {
  return key.replace("{n}", "*");
}

function pointName({ key, name }: FormPoint, pattern: string, text: Text): string {
  const number = numbered(key).exec(pattern)?.[1];
  return text(name).replace("{n}", number ?? "N");
}

function numbered(key: string): RegExp {
  const [before = "", after = ""] = key.split("{n}").map((part) => part.replace(/[.+^${}()|[\]\\]/g, "\\$&"));
  return key.includes("{n}") ? new RegExp(`^${before}(\\d+)${after}$`) : new RegExp(`^(?!)$`);
}
