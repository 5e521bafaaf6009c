/** Texts of whistles and check-ins, in English. */
import type { whistlesZh } from "./whistles.zh";

export const whistlesEn: Readonly<Record<keyof typeof whistlesZh, string>> = {};
