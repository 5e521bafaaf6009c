/** What the service worker tells the open pages, and they tell it. */
export type WorkerWord =
  /** Go to this page of the app: somebody touched a notification. */
  | { readonly kind: "open"; readonly path: string }
  /** Something was pushed: ask who calls. */
  | { readonly kind: "pushed" }
  /** The browser has a new address for pushes: tell the server. */
  | { readonly kind: "resubscribe" };

export type PageWord =
  /** The new version may take over now. */
  | { readonly kind: "skip-waiting" }
  /** Send the receipts that wait. */
  | { readonly kind: "flush-receipts" };
