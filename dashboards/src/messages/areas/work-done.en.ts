/** Texts of work done and the forms, in English. */
import type { workDoneZh } from "./work-done.zh";

export const workDoneEn: Readonly<Record<keyof typeof workDoneZh, string>> = {};
