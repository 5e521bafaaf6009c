/** During an alarm flood incidents are shown instead of single alarms, until somebody asks for the flat list: for this flood only. */
import type { FloodNow } from "../api/schema";

/** What is remembered when somebody wants the flat list in this flood. */
export function floodName(site: string, flood: FloodNow): string {
  return `${site}|${flood.since}`;
}

/** Whether single alarms are to be shown in spite of the flood; `remembered` is what was remembered last. */
export function wantsFlat(site: string, flood: FloodNow, remembered: string | null): boolean {
  return remembered === floodName(site, flood);
}
