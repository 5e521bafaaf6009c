/**
 * The keys of those who use this phone: one a person, from the server, kept as a key that no script can read.
 *
 * It goes when the person signs out and comes back when the same person signs in again: until then what they left here
 * can be read by nobody.
 */
import { lockedKey } from "./cipher";
import type { Shelf } from "./shelf";

const PREFIX = "key|";

export class KeyRing {
  private held: { readonly person: string; readonly key: CryptoKey } | null = null;
  private round = 0;
  private forgetting: Promise<unknown> = Promise.resolve();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly shelf: Shelf) {}

  /** Hear when a key has come. */
  readonly onCome = (come: () => void): (() => void) => {
    this.listeners.add(come);
    return () => this.listeners.delete(come);
  };

  /** The key of `person` that is at hand; `null`: there is none here. */
  async of(person: string): Promise<CryptoKey | null> {
    if (this.held?.person === person) return this.held.key;
    const round = this.round;
    const key = await this.shelf.get<CryptoKey>(PREFIX + person).catch(() => undefined);
    if (key === undefined || round !== this.round) return null;
    this.held = { person, key };
    return key;
  }

  /** Get it from the server unless it is at hand. `ask` returns it as base64. */
  async obtain(person: string, ask: () => Promise<string>): Promise<CryptoKey> {
    const known = await this.of(person);
    if (known !== null) return known;
    const round = this.round;
    const key = await lockedKey(await ask());
    // Whoever has signed out meanwhile leaves no key behind.
    if (round !== this.round) return key;
    this.held = { person, key };
    // What goes with the one before must not take this one along.
    await this.forgetting;
    await this.shelf.set(PREFIX + person, key);
    for (const come of this.listeners) come();
    return key;
  }

  /** Somebody signs out: every key leaves this phone. */
  forget(): Promise<void> {
    this.round += 1;
    this.held = null;
    const going = this.letGo();
    this.forgetting = going.catch(() => undefined);
    return going;
  }

  private async letGo(): Promise<void> {
    for (const key of await this.shelf.keys(PREFIX)) await this.shelf.del(key);
  }
}
