/** Texts of contractors' visits, in English. */
import type { visitsZh } from "./visits.zh";

export const visitsEn: Readonly<Record<keyof typeof visitsZh, string>> = {};
