import { Card } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import { useAssetNames, useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { PlanView } from "./plan-view";
import { schematic } from "./schematic";
import { usePlan, usePlansOfAsset } from "./use-plans";
import { around } from "./viewport";


const CLOSE = 2.2;

/** 位置: where an asset stands, close by; the whole plan is one press away. */
export function PlaceCard({ site, asset }: { readonly site: string; readonly asset: string }) {
  const { t, text } = useWords();
  const here = useHere();
  const names = useAssetNames();
  const { data: assets } = useAssets();
  const { data: spaces } = useSpaces();
  const { data: plans } = usePlansOfAsset(site, asset);
  const brief = plans?.[0];
  const { data: plan } = usePlan(site, brief?.space ?? null);
  const meant = useMemo(() => new Set([asset]), [asset]);
  const space = brief?.space ?? names.get(site, asset)?.space;
  const drawing = useMemo(
    () => (assets === undefined || spaces === undefined || space === undefined || brief !== undefined ? null : schematic(spaces, assets, space)),
    [assets, spaces, space, brief],
  );
  // Names of assets and spaces are those of the chosen site.
  if (plans === undefined || space === undefined || site !== here.site.id || (brief !== undefined && plan === undefined)) return null;
  const placed = (plan?.placements ?? drawing?.placements ?? []).find((placement) => placement.asset === asset);
  if (placed === undefined) return null;
  const crowded = (plan?.placements ?? drawing?.placements ?? []).length > 1;
  const title = brief === undefined ? names.place(site, asset) : text(brief.place);
  return (
    <Card
      size="small"
      title={t("plans.place")}
      extra={<Link to={`/plans?space=${encodeURIComponent(space)}&asset=${encodeURIComponent(asset)}`}>{t("plans.open")}</Link>}
      data-testid="place-card"
    >
      <PlanView
        key={`${space}/${asset}`}
        site={site}
        space={space}
        plan={plan ?? null}
        label={title}
        first={crowded ? around(placed.x, placed.y, CLOSE) : undefined}
        tallest={36}
        meant={meant}
        roomyFrom={CLOSE * 2}
      />
      <p className="quiet">{title}</p>
    </Card>
  );
}
