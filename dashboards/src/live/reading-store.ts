/** The newest value of each point that the live stream has brought; a component follows one point and no other. */
export interface LiveValue {
  readonly value: boolean | number | string | readonly string[] | null;
  readonly quality: string;
  /** When it occurred (epoch ms). */
  readonly at: number;
}

export class ReadingStore {
  private readonly values = new Map<string, LiveValue>();
  private readonly followers = new Map<string, Set<() => void>>();

  /** Take a reading; one that is older than what is known changes nothing. */
  take(point: string, reading: LiveValue): void {
    const known = this.values.get(point);
    if (known !== undefined && known.at > reading.at) return;
    this.values.set(point, reading);
    for (const changed of this.followers.get(point) ?? []) changed();
  }

  get(point: string): LiveValue | undefined {
    return this.values.get(point);
  }

  follow(point: string, changed: () => void): () => void {
    const all = this.followers.get(point) ?? new Set();
    all.add(changed);
    this.followers.set(point, all);
    return () => {
      all.delete(changed);
      if (all.size === 0) this.followers.delete(point);
    };
  }

  /** Forget everything: what was live before a gap may be old now. */
  clear(): void {
    this.values.clear();
    for (const all of this.followers.values()) for (const changed of all) changed();
  }
}
