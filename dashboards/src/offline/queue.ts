/**
 * What was done without a network, in the order in which it was done, sealed, until the server has taken it.
 *
 * It belongs to the person who did it: others on the same phone neither see nor send it. One thing is removed when the
 * server has decided it, and not before; the server decides each id once, so sending again is always safe.
 */
import { oneTabAtATime } from "../api/one-tab-at-a-time";
import { asProblem } from "../api/problem";
import type { LateDecision, LocalText } from "../api/schema";
import { uniqueKey } from "../api/unique-key";
import { seal, type Sealed, sealJson, unseal, unsealJson } from "./cipher";
import type { KeyRing } from "./key-ring";
import { NoRoom } from "./no-room";
import type { Shelf } from "./shelf";
import { type Doing, subjectOf, type Waiting } from "./waiting";

const PREFIX = "queue|";
const DIGITS = 16;

interface Kept {
  readonly told: Sealed;
  readonly file: Sealed | null;
}

export interface QueueState {
  /** Mine, in their order. */
  readonly waiting: readonly Waiting[];
  /** Mine that the server did not take: I decide what becomes of them. */
  readonly refused: readonly Waiting[];
  /** How many things of others wait here for them to sign in. */
  readonly others: number;
  /** Mine that cannot be read any more: their key was broken. */
  readonly unreadable: readonly string[];
  readonly sending: boolean;
}

export const EMPTY: QueueState = { waiting: [], refused: [], others: 0, unreadable: [], sending: false };

/** Sends one thing; rejects with a `Problem`. */
export type Send = (one: Waiting, file: File | null) => Promise<LateDecision>;

export class Queue {
  private state: QueueState = EMPTY;
  private last = 0;
  private again: Promise<boolean> | null = null;
  private looking: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly shelf: Shelf,
    private readonly keys: KeyRing,
    private readonly whose: () => string | null,
    private readonly send: Send,
    private readonly decided: (one: Waiting, decision: LateDecision) => void = () => undefined,
  ) {}

  readonly subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  readonly snapshot = (): QueueState => this.state;

  /** Whether something about `subject` still waits: what follows has to wait behind it. */
  holds(subject: string): boolean {
    return this.state.waiting.some((one) => subjectOf(one) === subject);
  }

  /** Keep what a person did. Rejects with `NoRoom` where nothing can be kept: then it is not done. */
  async add(doing: Doing, about: LocalText, file: Blob | null = null, { id = uniqueKey(), at = new Date() } = {}): Promise<Waiting> {
    const person = this.whose();
    const key = person === null ? null : await this.keys.of(person);
    if (person === null || key === null) throw new NoRoom("no key");
    this.last = Math.max(this.last + 1, Date.now());
    const one: Waiting = { id, person, place: this.last, at: at.toISOString(), doing, about, refused: null };
    try {
      const bytes = file === null ? null : await seal(key, await file.arrayBuffer(), `${one.id}|file`);
      await this.shelf.set(placeOf(one), { told: await sealJson(key, one, placeOf(one)), file: bytes } satisfies Kept);
    } catch (error) {
      throw new NoRoom(error instanceof Error ? error.message : "");
    }
    await this.look();
    return one;
  }

  /** Send what waits, in its order, until it is sent or the server cannot be reached; whether nothing is left. */
  flush(): Promise<boolean> {
    this.again ??= oneTabAtATime("steward.queue", () => this.sendAll()).finally(() => {
      this.again = null;
    });
    return this.again;
  }

  /** The person does not want it any more. */
  async discard(one: Waiting): Promise<void> {
    await this.shelf.del(placeOf(one));
    await this.look();
  }

  /** Let go of what nobody can read any more. */
  async discardUnreadable(): Promise<void> {
    for (const place of this.state.unreadable) await this.shelf.del(place);
    await this.look();
  }

  /** The photo or recording of one. */
  async fileOf(one: Waiting): Promise<File | null> {
    const key = await this.keys.of(one.person);
    const kept = await this.shelf.get<Kept>(placeOf(one));
    if (key === null || kept === undefined || kept.file === null || one.doing.kind !== "file") return null;
    return new File([await unseal(key, kept.file, `${one.id}|file`)], one.doing.name, { type: one.doing.type });
  }

  /** Read again what is there: at the beginning, and when somebody else signs in. One look after the other: what was read earlier is never told later. */
  look(): Promise<void> {
    const looked = this.looking.then(() => this.lookOnce());
    this.looking = looked.catch(() => undefined);
    return looked;
  }

  private async lookOnce(): Promise<void> {
    const { read, unreadable, others } = await this.read();
    this.last = Math.max(this.last, ...read.map(({ place }) => place));
    this.tell({
      ...this.state,
      waiting: read.filter(({ refused }) => refused === null),
      refused: read.filter(({ refused }) => refused !== null),
      others,
      unreadable,
    });
  }

  /** What of mine waits at this moment, in its order: from the shelf itself, whoever has looked there before. */
  async waiting(): Promise<readonly Waiting[]> {
    return (await this.read()).read.filter(({ refused }) => refused === null);
  }

  private async read(): Promise<{ read: Waiting[]; unreadable: string[]; others: number }> {
    const person = this.whose();
    const places = await this.shelf.keys(PREFIX).catch((): readonly string[] => []);
    const mine = person === null ? [] : places.filter((place) => place.startsWith(`${PREFIX}${person}|`));
    const key = person === null ? null : await this.keys.of(person);
    const read: Waiting[] = [];
    const unreadable: string[] = [];
    for (const place of mine) {
      const kept = key === null ? undefined : await this.shelf.get<Kept>(place);
      if (key === null || kept === undefined) continue;
      await unsealJson<Waiting>(key, kept.told, place).then(
        (one) => read.push(one),
        () => unreadable.push(place),
      );
    }
    return { read, unreadable, others: places.length - mine.length };
  }

  private async sendAll(): Promise<boolean> {
    await this.look();
    this.tell({ ...this.state, sending: true });
    try {
      for (let one = this.state.waiting[0]; one !== undefined; one = this.state.waiting[0]) {
        if (one.person !== this.whose() || !(await this.sendOne(one))) break;
        await this.look();
      }
    } finally {
      this.tell({ ...this.state, sending: false });
    }
    return this.state.waiting.length === 0;
  }

  /** Whether it was decided; if not, everything behind it waits too. */
  private async sendOne(one: Waiting): Promise<boolean> {
    try {
      const decision = await this.send(one, await this.fileOf(one));
      if (decision.outcome === "refused") await this.refuse(one, decision.why ?? { zh: "", en: "" });
      else await this.shelf.del(placeOf(one));
      this.decided(one, decision);
      return true;
    } catch (error) {
      const { status, detail, title } = asProblem(error);
      // Not signed in, somebody else signed in, too often, or nobody there: later. Whatever else it says, it will say again.
      if (status < 400 || status >= 500 || [401, 408, 412, 425, 429].includes(status)) return false;
      const words = detail || title;
      await this.refuse(one, { zh: words, en: words });
      return true;
    }
  }

  private async refuse(one: Waiting, why: LocalText): Promise<void> {
    const key = await this.keys.of(one.person);
    const kept = await this.shelf.get<Kept>(placeOf(one));
    if (key === null || kept === undefined) return;
    await this.shelf.set(placeOf(one), { ...kept, told: await sealJson(key, { ...one, refused: why } satisfies Waiting, placeOf(one)) } satisfies Kept);
  }

  private tell(state: QueueState): void {
    this.state = state;
    for (const changed of this.listeners) changed();
  }
}

function placeOf({ person, place, id }: Pick<Waiting, "person" | "place" | "id">): string {
  return `${PREFIX}${person}|${String(place).padStart(DIGITS, "0")}|${id}`;
}
