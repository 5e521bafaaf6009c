import type { NumberToCall } from "../../api/schema";

/** What plans call and nobody has a number for comes first. */
export function inOrder(numbers: readonly NumberToCall[]): readonly NumberToCall[] {
  const rank = ({ number, plans }: NumberToCall) => (plans.length === 0 ? 2 : number === null ? 0 : 1);
  return [...numbers].sort((one, other) => rank(one) - rank(other));
}
