/** What the worker is told of the build that it belongs to. Paths as browsers ask for them. */
export interface Shell {
  /** Changes whenever a file does. */
  readonly build: string;
  /** Kept as soon as the worker is there: what a guard needs without a signal. */
  readonly files: readonly string[];
  /** Every hashed file of the build: older ones are let go. */
  readonly known: readonly string[];
}
