/** Texts of contractors' visits, in Chinese. */
export const visitsZh = {};
