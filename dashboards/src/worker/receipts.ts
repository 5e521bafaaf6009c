/** Receipts (回执): the proof that a message reached this phone. They are kept until the server has taken them. */

export interface Receipt {
  readonly secret: string;
  readonly proof: "received" | "opened" | "acknowledged";
  /** When it happened on this phone, RFC 3339. */
  readonly at: string;
  readonly answer?: string;
}

/** Where receipts wait, by a key of their own. */
export interface Waiting {
  readonly all: () => Promise<readonly (readonly [string, Receipt])[]>;
  readonly put: (key: string, receipt: Receipt) => Promise<void>;
  readonly drop: (key: string) => Promise<void>;
}

/** `taken`; `refused`: trying again is of no use; `later`: the server is out of reach. */
export type Outcome = "taken" | "refused" | "later";

const PAUSES_MS = [0, 1_000, 4_000];
/** An alarm of the day before needs no receipt. */
const OLD_MS = 24 * 3_600_000;

export class Receipts {
  constructor(
    private readonly waiting: Waiting,
    private readonly post: (receipt: Receipt) => Promise<number>,
    private readonly pause: (milliseconds: number) => Promise<void>,
  ) {}

  /** Keep it, then send it, with a few tries. What cannot be sent waits for `flush`. */
  async send(receipt: Receipt): Promise<Outcome> {
    const key = `${receipt.secret} ${receipt.proof}`;
    // Where nothing can be kept (a private window) it is sent all the same.
    await this.waiting.put(key, receipt).catch(() => undefined);
    for (const wait of PAUSES_MS) {
      await this.pause(wait);
      const outcome = await this.tried(receipt);
      if (outcome === "later") continue;
      await this.waiting.drop(key).catch(() => undefined);
      return outcome;
    }
    return "later";
  }

  /** Send what waits, oldest first; stops at the first that cannot be sent. Returns whether nothing waits any more. */
  async flush(now: number): Promise<boolean> {
    const all = [...(await this.waiting.all().catch(() => []))].sort(([, one], [, other]) => one.at.localeCompare(other.at));
    for (const [key, receipt] of all) {
      const old = now - Date.parse(receipt.at) > OLD_MS;
      if (!old && (await this.tried(receipt)) === "later") return false;
      await this.waiting.drop(key).catch(() => undefined);
    }
    return true;
  }

  private async tried(receipt: Receipt): Promise<Outcome> {
    try {
      const status = await this.post(receipt);
      if (status < 400) return "taken";
      return status === 429 || status >= 500 ? "later" : "refused";
    } catch {
      return "later";
    }
  }
}
