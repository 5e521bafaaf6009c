/** Texts of requests and return visits, in English. */
import type { requestsZh } from "./requests.zh";

export const requestsEn: Readonly<Record<keyof typeof requestsZh, string>> = {};
