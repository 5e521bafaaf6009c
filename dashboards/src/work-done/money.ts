/** An amount as people write it: 1234 fen are "12.34". */
export function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

/** Whole fen of an amount in yuan; nothing typed is nothing paid. */
export function fenOf(amount: number | null): number {
  return amount === null ? 0 : Math.round(amount * 100);
}
