/** What EEMUA 191 and ISA-18.2 call good, for one operator; what is outside it is a deviation and gets a colour. */
import type { AlarmFigures } from "../api/schema";

export const TARGETS = {
  /** Alarms per operator and ten minutes (EEMUA 191); above `averageTooMuch` nobody keeps up. */
  average: 1,
  averageTooMuch: 2,
  /** In the busiest ten minutes, per operator (EEMUA 191). */
  peak: 10,
  /** Share of time in flood (ISA-18.2). */
  inFlood: 0.01,
  /** Share of the ten most frequent of all alarms (ISA-18.2). */
  topTen: 0.05,
  /** Alarms that stand for more than a day (ISA-18.2). */
  longStanding: 5,
} as const;

export type FigureName = "average" | "peak" | "inFlood" | "topTen" | "chattering" | "longStanding" | "nuisance";
export type Verdict = "good" | "over" | "far over";

export interface Figure {
  readonly name: FigureName;
  /** `null`: it cannot be told (no time has passed, nothing has come). */
  readonly value: number | null;
  readonly verdict: Verdict;
}

/** The figures of a time with how each stands against its target, in the order in which they are shown. */
export function figuresOf(figures: AlarmFigures): Figure[] {
  const topTen = figures.bad_actors.at(-1)?.cumulative ?? null;
  const peak = figures.peak?.per_operator ?? (figures.average === null ? null : 0);
  return [
    { name: "average", value: figures.average, verdict: against(figures.average, (n) => n <= TARGETS.average, (n) => n > TARGETS.averageTooMuch) },
    { name: "peak", value: peak, verdict: against(peak, (n) => n < TARGETS.peak) },
    { name: "inFlood", value: figures.in_flood, verdict: against(figures.in_flood, (n) => n < TARGETS.inFlood) },
    // With a handful of alarms the ten most frequent are all there are: that says nothing.
    { name: "topTen", value: topTen, verdict: against(figures.annunciated < FEW ? null : topTen, (n) => n <= TARGETS.topTen) },
    { name: "chattering", value: figures.chattering.length, verdict: against(figures.chattering.length, (n) => n === 0) },
    { name: "longStanding", value: figures.long_standing.length, verdict: against(figures.long_standing.length, (n) => n < TARGETS.longStanding) },
    { name: "nuisance", value: figures.outcomes.nuisance, verdict: "good" },
  ];
}

const FEW = 200;

function against(value: number | null, good: (value: number) => boolean, far: (value: number) => boolean = () => false): Verdict {
  if (value === null || good(value)) return "good";
  return far(value) ? "far over" : "over";
}
