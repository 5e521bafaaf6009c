import type { StepIn } from "../api/schema";

/** A step without any words. */
export const PLAIN_STEP = { note: "", override: false } as const satisfies Partial<StepIn>;
