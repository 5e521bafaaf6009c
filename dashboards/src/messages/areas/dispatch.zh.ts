/** Texts of dispatch, in Chinese. */
export const dispatchZh = {};
