import { Skeleton } from "antd";
import { useMemo } from "react";

import type { FloorPlan } from "../api/schema";
import { useBriefs } from "../assets/pictures/use-briefs";
import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { useReadings } from "../live/live-context";
import { useAlarmsByAsset } from "./alarms-here";
import { type Drawn, PlanCanvas } from "./plan-canvas";
import { PlanMark } from "./plan-mark";
import { schematic } from "./schematic";
import { usePlanPicture, WHOLE_SITE } from "./use-plans";
import type { Viewport } from "./viewport";

/** From here on there is room for names. */
const ROOMY = 2;
/** As much of a schematic beside another still leaves room for names. */
const WIDE = 600;
/** On a plan with so few things there is room at once. */
const FEW = 14;

interface PlanViewProps {
  readonly site: string;
  readonly space: string;
  /** `null`: nobody has drawn one; a schematic stands in for it. */
  readonly plan: FloorPlan | null;
  readonly label: string;
  readonly first?: Viewport;
  readonly tallest?: number;
  /** The assets that the plan is shown for. */
  readonly meant?: ReadonlySet<string>;
  /** Where it is small: from which zoom on there is room for the names of others. */
  readonly roomyFrom?: number;
}

const NONE: ReadonlySet<string> = new Set();

/** A plan with its assets as they are now. */
export function PlanView({ site, space, plan, label, first, tallest, meant = NONE, roomyFrom }: PlanViewProps) {
  const { data: assets } = useAssets();
  const { data: spaces } = useSpaces();
  const alarms = useAlarmsByAsset(site);
  const briefs = useBriefs();
  const picture = usePlanPicture(plan);
  useReadings();
  const byId = useMemo(() => new Map(assets?.map((asset) => [asset.id, asset])), [assets]);
  const drawing = useMemo(
    () => (plan === null && assets !== undefined && spaces !== undefined ? schematic(spaces, assets, space === WHOLE_SITE ? null : space) : null),
    [plan, assets, spaces, space],
  );
  if (assets === undefined || (plan === null && drawing === null)) return <Skeleton active paragraph={{ rows: 6 }} />;
  const drawn: Drawn = plan === null ? { width: 1, height: 1, rooms: [], ...drawing, picture: null } : { ...plan.picture, rooms: [], picture };
  const placements = plan?.placements ?? drawing?.placements ?? [];
  return (
    <PlanCanvas drawn={drawn} label={label} first={first} tallest={tallest}>
      {(view, lookAt) =>
        placements.map((placement) => {
          const asset = byId.get(placement.asset);
          if (asset === undefined) return null;
          return (
            <PlanMark
              key={placement.asset}
              placement={placement}
              asset={asset}
              alarm={alarms.get(asset.id)}
              brief={briefs(asset)}
              spoken={roomyFrom !== undefined ? view.zoom >= roomyFrom : plan === null ? drawn.width / view.zoom < WIDE : view.zoom >= ROOMY || placements.length <= FEW}
              meant={meant.has(asset.id)}
              seen={() => lookAt(placement.x, placement.y)}
            />
          );
        })
      }
    </PlanCanvas>
  );
}
