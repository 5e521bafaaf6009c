/**
 * What was read is kept, sealed, and shown again when the server cannot be reached: my tasks, their procedures and
 * equipment. Only what a person needs in a basement, and nothing that belongs to residents.
 */
import { Problem } from "../api/problem";
import { seal, type Sealed, sealJson, unseal, unsealJson } from "./cipher";
import type { KeyRing } from "./key-ring";
import { isAway, type Reach } from "./reach";
import type { Shelf } from "./shelf";

const PREFIX = "saved|";
const KEPT_MS = 7 * 24 * 3_600_000;
const MOST = 400;
/** Of what was read before the key came. */
const MOST_EARLY = 60;
const LONGEST = 600_000;
/** Floor plans; in bytes. */
const LONGEST_PICTURE = 6_000_000;
const PICTURE = "/picture";
const WANTED = /^\/api\/v1\/(me|sites|people|spaces|skill-words|sops(\/[^/]+)?|assets(\/[^/]+)?|alarms(\/[^/]+)?|work-orders(\/[^/]+(\/call-outs)?)?|whistles(\/[^/]+)?|(me\/)?call-outs(\/[^/]+)?|duty\/mine|floor-plans(\/[^/]+\/[^/]+(\/picture)?)?)$/;
const TABLES = /[?&](form|text)=/;

interface Kept {
  readonly at: number;
  readonly sealed: Sealed;
  /** Of a picture: its media type. Everything else is JSON. */
  readonly type?: string;
}

export class SavedReading {
  private oldest: number | null = null;
  private asItIs: (body: unknown) => Promise<unknown> = (body) => Promise.resolve(body);
  private somethingWaits: () => boolean = () => false;
  /** What was read of a person before their key was there: who has just signed in asks for it beside everything else. */
  private early: { readonly person: string; readonly texts: Map<string, string> } | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly shelf: Shelf,
    private readonly keys: KeyRing,
    private readonly whose: () => string | null,
    private readonly reach: Reach,
    private readonly now: () => number = Date.now,
  ) {
    reach.subscribe(() => {
      if (reach.lostSince() === null) this.show(null);
    });
    keys.onCome(() => void this.keepEarly());
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  /** Show what the server says as `asItIs` says: with what its reader has done since and what could not be sent yet, while `somethingWaits`. */
  showAs(asItIs: (body: unknown) => Promise<unknown>, somethingWaits: () => boolean): void {
    this.asItIs = asItIs;
    this.somethingWaits = somethingWaits;
  }

  /** From when the oldest part of what is shown is (epoch ms); `null`: everything is fresh. */
  readonly shownSince = (): number | null => this.oldest;

  /** Ask the server; where it cannot be reached, answer with what it said last. */
  async through(request: Request, send: (request: Request) => Promise<Response>): Promise<Response> {
    const name = request.method === "GET" ? nameOf(request.url) : null;
    try {
      const answer = await send(request);
      if (isAway(answer.status)) this.reach.missed();
      else this.reach.heard();
      if (name === null) return answer;
      if (isAway(answer.status)) return (await this.recall(name)) ?? answer;
      if (!answer.ok) return answer;
      void this.keep(name, answer.clone());
      return this.somethingWaits() && !name.endsWith(PICTURE) ? await this.shownAs(answer) : answer;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 0) throw error;
      this.reach.missed();
      const saved = name === null ? null : await this.recall(name);
      if (saved === null) throw error;
      return saved;
    }
  }

  /** Let go of what is old, and of the oldest of what is too much. */
  async tidy(): Promise<void> {
    const kept: { place: string; at: number }[] = [];
    for (const place of await this.shelf.keys(PREFIX)) kept.push({ place, at: (await this.shelf.get<Kept>(place))?.at ?? 0 });
    kept.sort((a, b) => b.at - a.at);
    for (const { place, at } of kept.filter(({ at }, rank) => rank >= MOST || this.now() - at > KEPT_MS)) {
      if (at <= this.now()) await this.shelf.del(place);
    }
  }

  private async keep(name: string, answer: Response): Promise<void> {
    try {
      const person = this.whose();
      if (name.endsWith(PICTURE)) {
        await this.keepPicture(person, name, answer);
        return;
      }
      const text = await answer.text();
      // Somebody else may have signed in while it was on its way.
      if (person === null || text.length > LONGEST || this.whose() !== person) return;
      const key = await this.keys.of(person);
      if (key === null) this.keepForLater(person, name, text);
      else await this.put(person, key, name, text);
    } catch {
      // A full phone or a forbidden store keeps nothing; what is on the page stays on the page.
    }
  }

  private async keepPicture(person: string | null, name: string, answer: Response): Promise<void> {
    const bytes = await answer.arrayBuffer();
    const key = person === null || this.whose() !== person ? null : await this.keys.of(person);
    if (person === null || key === null || bytes.byteLength > LONGEST_PICTURE) return;
    const place = `${PREFIX}${person}|${name}`;
    const type = answer.headers.get("Content-Type") ?? "";
    await this.shelf.set(place, { at: this.now(), sealed: await seal(key, bytes, place), type } satisfies Kept);
  }

  private async put(person: string, key: CryptoKey, name: string, text: string): Promise<void> {
    const place = `${PREFIX}${person}|${name}`;
    await this.shelf.set(place, { at: this.now(), sealed: await sealJson(key, JSON.parse(text), place) } satisfies Kept);
  }

  private keepForLater(person: string, name: string, text: string): void {
    if (this.early?.person !== person) this.early = { person, texts: new Map() };
    const { texts } = this.early;
    if (texts.size < MOST_EARLY || texts.has(name)) texts.set(name, text);
  }

  private async keepEarly(): Promise<void> {
    const { early } = this;
    this.early = null;
    if (early?.person !== this.whose()) return;
    const key = await this.keys.of(early.person).catch(() => null);
    if (key === null) return;
    for (const [name, text] of early.texts) await this.put(early.person, key, name, text).catch(() => undefined);
  }

  /** An answer of the server with what its reader has done since. */
  private async shownAs(answer: Response): Promise<Response> {
    const body: unknown = await answer.clone().json().catch(() => null);
    if (body === null) return answer;
    return new Response(JSON.stringify(await this.asItIs(body)), { status: answer.status, headers: answer.headers });
  }

  private async recall(name: string): Promise<Response | null> {
    const person = this.whose();
    const key = person === null ? null : await this.keys.of(person).catch(() => null);
    if (person === null || key === null) return null;
    const place = `${PREFIX}${person}|${name}`;
    const kept = await this.shelf.get<Kept>(place).catch(() => undefined);
    if (kept === undefined) return null;
    const said = await this.opened(key, kept, place).catch(() => null);
    if (said !== null) this.show(Math.min(kept.at, this.oldest ?? kept.at));
    return said;
  }

  private async opened(key: CryptoKey, { sealed, type }: Kept, place: string): Promise<Response> {
    if (type !== undefined) return new Response(await unseal(key, sealed, place), { status: 200, headers: { "Content-Type": type } });
    const shown = await this.asItIs(await unsealJson(key, sealed, place));
    return new Response(JSON.stringify(shown), { status: 200, headers: { "Content-Type": "application/json" } });
  }

  private show(since: number | null): void {
    if (this.oldest === since) return;
    this.oldest = since;
    for (const changed of this.listeners) changed();
  }
}

/** By what an answer is kept: its path and what was asked, in a fixed order; `null`: it is not kept. */
export function nameOf(address: string): string | null {
  const { pathname, search, searchParams } = new URL(address, "http://here");
  if (!WANTED.test(pathname) || TABLES.test(search)) return null;
  searchParams.sort();
  const asked = searchParams.toString();
  return asked === "" ? pathname : `${pathname}?${asked}`;
}
