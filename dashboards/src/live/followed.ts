import type { LiveValue, ReadingStore } from "./reading-store";

/** The live values of several points, as one thing that changes when one of them does. */
export class Followed {
  private known: ReadonlyMap<string, LiveValue> = new Map();

  constructor(
    private readonly readings: Pick<ReadingStore, "get" | "follow">,
    private readonly points: readonly string[],
  ) {}

  readonly subscribe = (changed: () => void): (() => void) => {
    const ends = this.points.map((point) => this.readings.follow(point, changed));
    return () => {
      for (const end of ends) end();
    };
  };

  /** Values by point; the same map until one of them has changed. */
  readonly snapshot = (): ReadonlyMap<string, LiveValue> => {
    if (this.points.some((point) => this.readings.get(point) !== this.known.get(point))) {
      const values = new Map<string, LiveValue>();
      for (const point of this.points) {
        const value = this.readings.get(point);
        if (value !== undefined) values.set(point, value);
      }
      this.known = values;
    }
    return this.known;
  };
}
