import type { Point } from "../api/schema";
import { useWords } from "../messages/language-context";
import { type Value, valueWords } from "./point-words";

export function PointWord({ point, value }: { readonly point: Point | undefined; readonly value: Value }) {
  const words = useWords();
  return <span className="number">{valueWords(point, value, words)}</span>;
}
