/** Heads of a table by which the server sorts: `due` rises, `-due` falls. */
import type { SorterResult, SortOrder } from "antd/es/table/interface";

/** What a column needs to be sorted by `word`, when the list is sorted by `sort` now. */
export function sortedBy(word: string, sort: string): { sorter: true; key: string; sortOrder: SortOrder } {
  return { sorter: true, key: word, sortOrder: sort === word ? "ascend" : sort === `-${word}` ? "descend" : null };
}

/** The sort that a press on a head asks for; `usual` where none is chosen any more, or one that there is not. */
export function sortAsked<S extends string>(pressed: Pick<SorterResult<never>, "columnKey" | "order">, known: readonly S[], usual: S): S {
  const word = `${pressed.order === "descend" ? "-" : ""}${String(pressed.columnKey)}`;
  return (pressed.order == null ? undefined : known.find((sort) => sort === word)) ?? usual;
}
