/** A list of the API as a page shows it: live changes mend rows in place, new rows wait until nobody is reading. */
export interface Listed {
  readonly id: string;
  readonly version: number;
}

export interface PatchedList<T extends Listed> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
  /** New ones that belong into this list and wait, newest first. */
  readonly waiting: readonly T[];
}

/**
 * `list` after `changed` has become known. A row that is shown is replaced where it stands, even if it no longer
 * belongs (the page greys it until `released`); one that is new and belongs waits. An older version than the one shown
 * changes nothing.
 */
export function patched<T extends Listed>(list: PatchedList<T>, changed: T, belongs: (item: T) => boolean): PatchedList<T> {
  const shown = list.items.find((item) => item.id === changed.id);
  if (shown !== undefined) {
    if (shown.version > changed.version) return list;
    return { ...list, items: list.items.map((item) => (item.id === changed.id ? changed : item)) };
  }
  const waits = list.waiting.find((item) => item.id === changed.id);
  if (waits !== undefined && waits.version > changed.version) return list;
  const others = list.waiting.filter((item) => item.id !== changed.id);
  if (!belongs(changed)) return waits === undefined ? list : { ...list, waiting: others };
  return { ...list, waiting: waits === undefined ? [changed, ...others] : list.waiting.map((item) => (item.id === changed.id ? changed : item)) };
}

/** `list` with what waited on top (newest first, as `newest` orders) and without what no longer belongs. */
export function released<T extends Listed>(list: PatchedList<T>, belongs: (item: T) => boolean, newest: (item: T) => string): PatchedList<T> {
  const kept = list.items.filter(belongs);
  if (list.waiting.length === 0 && kept.length === list.items.length) return list;
  const items = [...list.waiting, ...kept].sort((a, b) => newest(b).localeCompare(newest(a)));
  return { ...list, items, waiting: [] };
}

/** `list` with the next page of the API at its end; rows that have moved there meanwhile are not shown twice. */
export function extended<T extends Listed>(list: PatchedList<T>, page: { readonly items: readonly T[]; readonly next_cursor: string | null }): PatchedList<T> {
  const known = new Set([...list.items, ...list.waiting].map((item) => item.id));
  return { ...list, items: [...list.items, ...page.items.filter((item) => !known.has(item.id))], next_cursor: page.next_cursor };
}
