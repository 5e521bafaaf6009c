/** Texts of service levels and the closed loop, in English. */
import type { serviceZh } from "./service.zh";

export const serviceEn: Readonly<Record<keyof typeof serviceZh, string>> = {};
