/** Texts of requests and return visits, in Chinese. */
export const requestsZh = {};
