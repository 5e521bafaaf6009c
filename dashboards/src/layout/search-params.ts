/** Filters in the page's address: what cannot be read there is left out, so that an old link still opens. */
export type Choices<T extends string> = readonly T[];

export function listIn<T extends string>(params: URLSearchParams, name: string, known: Choices<T>): T[] {
  const words = (params.get(name) ?? "").split(",");
  return known.filter((word) => words.includes(word));
}

export function oneIn<T extends string>(params: URLSearchParams, name: string, known: Choices<T>): T | null {
  return known.find((word) => word === params.get(name)) ?? null;
}

export function textIn(params: URLSearchParams, name: string): string {
  return (params.get(name) ?? "").slice(0, 100);
}

/** Parameters of the words that are not empty. */
export function written(words: Readonly<Record<string, string>>): URLSearchParams {
  return new URLSearchParams(Object.entries(words).filter(([, word]) => word !== ""));
}
