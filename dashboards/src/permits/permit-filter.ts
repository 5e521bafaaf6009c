/** Which permits a list shows: kept in the page's address, asked of the API, judged again for each live change. */
import type { Permit, PermitKind, PermitState } from "../api/schema";
import { oneIn, written } from "../layout/search-params";
import { PERMIT_KINDS } from "./permit-kinds";

export const PERMIT_STATES = [
  "requested",
  "approved",
  "active",
  "expired",
  "recheck",
  "closed",
  "refused",
  "cancelled",
] as const satisfies readonly PermitState[];

/** Permits about which something is still to be done. */
export const CURRENT_STATES = ["requested", "approved", "active", "expired", "recheck"] as const satisfies readonly PermitState[];

export const STATES_ASKED = ["current", "any", ...PERMIT_STATES] as const;
export type PermitStateAsked = (typeof STATES_ASKED)[number];

export interface PermitFilter {
  readonly site: string;
  readonly state: PermitStateAsked;
  readonly kind: PermitKind | null;
}

/** The filter that an address tells; without a word about states it is what is current. */
export function permitFilterOf(params: URLSearchParams, site: string): PermitFilter {
  return { site, state: oneIn(params, "state", STATES_ASKED) ?? "current", kind: oneIn(params, "kind", PERMIT_KINDS) };
}

/** The address of a filter, without what is usual. */
export function permitParams(filter: PermitFilter): URLSearchParams {
  return written({ state: filter.state === "current" ? "" : filter.state, kind: filter.kind ?? "" });
}

/** The same as the API's query. */
export function permitQuery(filter: PermitFilter) {
  return { site: filter.site, state: statesOf(filter.state), kind: filter.kind === null ? undefined : [filter.kind] };
}

/** Whether a permit belongs into the list of a filter. */
export function belongsToPermits(filter: PermitFilter, permit: Pick<Permit, "site" | "state" | "kind">): boolean {
  return (
    permit.site === filter.site &&
    (statesOf(filter.state)?.includes(permit.state) ?? true) &&
    (filter.kind === null || filter.kind === permit.kind)
  );
}

function statesOf(asked: PermitStateAsked): PermitState[] | undefined {
  if (asked === "any") return undefined;
  return asked === "current" ? [...CURRENT_STATES] : [asked];
}

