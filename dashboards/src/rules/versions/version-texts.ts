/** The versions of a rule as texts that can be compared: those of the site, newest first, and at last the files' own. */
import type { RuleDetail } from "../../api/schema";

export interface VersionText {
  /** 0: the files' own. */
  readonly number: number;
  /** `null`: there was no such rule. */
  readonly yaml: string | null;
}

export function versionTexts({ versions, file_yaml }: Pick<RuleDetail, "versions" | "file_yaml">): VersionText[] {
  return [...versions.map(({ number, yaml }) => ({ number, yaml })), { number: 0, yaml: file_yaml }];
}
