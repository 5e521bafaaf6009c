import type { PermitDetail, PermitState, PermitStepTaken } from "../api/schema";

/** The step that each state waits for. */
const NEXT: Partial<Readonly<Record<PermitState, PermitStepTaken>>> = {
  requested: "approve",
  approved: "begin",
  active: "end",
  expired: "end",
  recheck: "recheck",
};

/** The one step that the permit waits for and that this person may take; `null` if it waits for somebody else. */
export function primaryPermitStep(permit: Pick<PermitDetail, "state" | "steps">): PermitStepTaken | null {
  const next = NEXT[permit.state];
  return next !== undefined && permit.steps.includes(next) ? next : null;
}

export type Missing = "photoBefore" | "photoAfter" | "tooEarly" | "recheckEarly";

/** What has to be there before the step can be taken; `null`: nothing is missing (a watcher is asked for with the step). */
export function blockedBy(
  permit: Pick<PermitDetail, "needs_photos" | "attachments" | "begun_at" | "starts_at" | "recheck_at">,
  step: PermitStepTaken,
  now: number,
): Missing | null {
  const photos = permit.attachments.filter(({ content_type }) => content_type.startsWith("image/"));
  if (step === "begin") {
    if (now < Date.parse(permit.starts_at)) return "tooEarly";
    return permit.needs_photos && photos.length === 0 ? "photoBefore" : null;
  }
  if (step === "end") return permit.needs_photos && !photos.some(({ added_at }) => isAfter(permit, added_at)) ? "photoAfter" : null;
  if (step === "recheck") return permit.recheck_at !== null && now < Date.parse(permit.recheck_at) ? "recheckEarly" : null;
  return null;
}

/** Whether a file was added after the work had begun. */
export function isAfter(permit: Pick<PermitDetail, "begun_at">, addedAt: string): boolean {
  return permit.begun_at !== null && Date.parse(addedAt) > Date.parse(permit.begun_at);
}
