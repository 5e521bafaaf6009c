/** The parts of a procedure in the order in which a reader wants them: the own department's first, else the leading one's. */
export function ownFirst<Part extends { readonly department: string }>(parts: readonly Part[], own: string | null, lead: string): Part[] {
  const rank = ({ department }: Part) => (department === own ? 0 : department === lead ? 1 : 2);
  return [...parts].sort((one, other) => rank(one) - rank(other));
}
