import { useMemo } from "react";

import type { Asset, FormPoint } from "../../api/schema";
import { useRuleForm } from "../../rules/use-rule-form";
import { useHere } from "../../sites/site-context";
import { useDevices } from "../use-devices";
import { briefOf } from "./painters";
import { USUAL_INTERVAL_S } from "./use-seen";

export interface Briefed {
  readonly points: readonly FormPoint[];
  readonly staleAfterS: number;
}

/** What tells in a few words how an asset is; `null` while that is not known, and for types that have no such words. */
export function useBriefs(): (asset: Asset) => Briefed | null {
  const { site } = useHere();
  const { data: form } = useRuleForm(site.id);
  const { data: devices } = useDevices(site.id);
  return useMemo(() => {
    const kinds = new Map(form?.device_types.map(({ key, points }) => [key, briefOf(key).flatMap((wanted) => points.find((point) => point.key === wanted) ?? [])]));
    const intervals = new Map(devices?.flatMap(({ assets, interval_s }) => assets.map((asset) => [asset, interval_s] as const)));
    return (asset) => {
      const points = kinds.get(asset.type);
      if (points === undefined || points.length === 0 || devices === undefined) return null;
      return { points, staleAfterS: 3 * (intervals.get(asset.id) ?? USUAL_INTERVAL_S) };
    };
  }, [form, devices]);
}
