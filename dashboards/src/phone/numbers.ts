import type { SopContact } from "../api/schema";
import type { BothLanguages } from "../messages/translate";

export interface NumberToCall {
  readonly name: BothLanguages;
  readonly number: string;
}

/** Good in all of mainland China, whatever the matter. */
export const EMERGENCY: readonly NumberToCall[] = [
  { name: { zh: "急救", en: "Ambulance" }, number: "120" },
  { name: { zh: "火警", en: "Fire brigade" }, number: "119" },
  { name: { zh: "报警", en: "Police" }, number: "110" },
];
const MAINTAINER: BothLanguages = { zh: "维保单位", en: "Maintainer" };

/**
 * Whom to ring, in the procedure's order. A maintainer without a number of their own is the asset's: its attributes
 * `maintainer` (a name) and `maintainer_phone`, as the site file gives them.
 */
export function numbersToCall(contacts: readonly SopContact[], attributes: Readonly<Record<string, string>>): NumberToCall[] {
  const phone = attributes.maintainer_phone;
  const named = attributes.maintainer;
  const own = phone === undefined ? null : { name: named === undefined ? MAINTAINER : { zh: named, en: `${MAINTAINER.en} · ${named}` }, number: phone };
  const found = contacts.flatMap(({ id, name, number }): NumberToCall[] => {
    if (number !== null) return [{ name, number }];
    return own !== null && id.endsWith("-maintainer") ? [{ name: named === undefined ? name : own.name, number: own.number }] : [];
  });
  const all = [...found, ...(own === null ? [] : [own]), ...EMERGENCY];
  return all.filter(({ number }, index) => all.findIndex((other) => other.number === number) === index);
}
