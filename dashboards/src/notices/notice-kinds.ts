import type { NoticeKind } from "../api/schema";

export const NOTICE_KINDS: readonly NoticeKind[] = ["water_cut", "power_cut", "lift", "gas", "fire", "flooding", "road", "other"];
