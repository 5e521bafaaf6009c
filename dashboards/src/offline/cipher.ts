/** Sealing what lies on the phone: AES-GCM (NIST SP 800-38D), a fresh 96-bit nonce each time, bound to what it is about. */

export interface Sealed {
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

/** A key that can be used here and never read again, not even by this page. */
export function lockedKey(base64: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** `about` is not hidden, but what is sealed opens with the same words only: nobody swaps one thing for another. */
export async function seal(key: CryptoKey, content: BufferSource, about: string): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  return { nonce, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: words(about) }, key, content) };
}

/** What was sealed. Rejects if the key, the words or a single bit are not the same. */
export function unseal(key: CryptoKey, { nonce, bytes }: Sealed, about: string): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: words(about) }, key, bytes);
}

export async function sealJson(key: CryptoKey, value: unknown, about: string): Promise<Sealed> {
  return seal(key, words(JSON.stringify(value)), about);
}

export async function unsealJson<T>(key: CryptoKey, sealed: Sealed, about: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await unseal(key, sealed, about))) as T;
}

/** Browsers seal only where the page came over https, or from this very machine. */
export function canSeal(): boolean {
  return typeof crypto !== "undefined" && (crypto as Partial<Crypto>).subtle !== undefined && typeof indexedDB !== "undefined";
}

function words(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
