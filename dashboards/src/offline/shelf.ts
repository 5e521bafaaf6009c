/** Where the phone keeps things: IndexedDB, in one store, by keys that begin with what they are. */
import { createStore, del, get, getMany, keys, set, type UseStore } from "idb-keyval";

export interface Shelf {
  readonly get: <T>(key: string) => Promise<T | undefined>;
  readonly set: (key: string, value: unknown) => Promise<void>;
  readonly del: (key: string) => Promise<void>;
  /** The keys that begin with `prefix`, in their order. */
  readonly keys: (prefix: string) => Promise<readonly string[]>;
  /** The values of these keys; those that are gone are left out. */
  readonly all: <T>(keys: readonly string[]) => Promise<readonly T[]>;
}

/** The shelf of this browser. Where IndexedDB is forbidden every call fails, and nothing is kept. */
export function browserShelf(): Shelf {
  let made: UseStore | null = null;
  const store = () => (made ??= createStore("steward-offline", "kept"));
  return {
    get: (key) => get(key, store()),
    set: (key, value) => set(key, value, store()),
    del: (key) => del(key, store()),
    keys: async (prefix) => (await keys<string>(store())).filter((key) => key.startsWith(prefix)).sort(),
    all: async <T,>(wanted: readonly string[]) => (await getMany<T>([...wanted], store())).filter((value) => value !== undefined),
  };
}
