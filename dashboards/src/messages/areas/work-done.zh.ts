/** Texts of work done and the forms, in Chinese. */
export const workDoneZh = {};
