/** Texts of systems outside, in English. */
import type { outsideZh } from "./outside.zh";

export const outsideEn: Readonly<Record<keyof typeof outsideZh, string>> = {};
