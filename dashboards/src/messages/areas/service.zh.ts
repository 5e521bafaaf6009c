/** Texts of service levels and the closed loop, in Chinese. */
export const serviceZh = {};
