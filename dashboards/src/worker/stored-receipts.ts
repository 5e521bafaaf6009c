import { createStore, del, entries, set } from "idb-keyval";

import type { Receipt, Waiting } from "./receipts";

/** Receipts in IndexedDB, where a service worker that the phone has put to sleep finds them again. */
export function storedReceipts(): Waiting {
  const store = createStore("steward-receipts", "waiting");
  return {
    all: () => entries<string, Receipt>(store),
    put: (key, receipt) => set(key, receipt, store),
    drop: (key) => del(key, store),
  };
}
