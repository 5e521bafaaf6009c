/** Texts of systems outside, in Chinese. */
export const outsideZh = {};
