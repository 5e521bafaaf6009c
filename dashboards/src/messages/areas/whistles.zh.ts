/** Texts of whistles and check-ins, in Chinese. */
export const whistlesZh = {};
