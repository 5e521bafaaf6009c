/** Texts of the board and the calendar, in English. */
import type { boardZh } from "./board.zh";

export const boardEn: Readonly<Record<keyof typeof boardZh, string>> = {};
