/** Texts of dispatch, in English. */
import type { dispatchZh } from "./dispatch.zh";

export const dispatchEn: Readonly<Record<keyof typeof dispatchZh, string>> = {};
