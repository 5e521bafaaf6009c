/** Texts of the board and the calendar, in Chinese. */
export const boardZh = {};
