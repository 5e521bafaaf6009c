/** Whether the server was reached when it was last asked. */
export class Reach {
  private lost: number | null = null;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  /** Since when it has not been reached (epoch ms); `null`: it answers. */
  readonly lostSince = (): number | null => this.lost;

  /** The server answered. */
  heard(): void {
    if (this.lost === null) return;
    this.lost = null;
    this.tell();
  }

  /** It did not. */
  missed(now = Date.now()): void {
    if (this.lost !== null) return;
    this.lost = now;
    this.tell();
  }

  private tell(): void {
    for (const changed of this.listeners) changed();
  }
}

/** Answers of a door before a server that is down. */
export function isAway(status: number): boolean {
  return status === 0 || status === 502 || status === 503 || status === 504;
}
