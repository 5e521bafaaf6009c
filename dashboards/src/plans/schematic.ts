/** Where nobody has drawn a plan: every space a box with its assets in rows, so that each site has something to look at. */
import type { Asset, PlanPlacement, Space } from "../api/schema";
import { spacesInside } from "../assets/asset-filter";

type LocalText = Space["name"];

/** A box; places are parts of the whole width and height. */
export interface Room {
  readonly id: string;
  readonly name: LocalText;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Schematic {
  readonly width: number;
  readonly height: number;
  readonly rooms: readonly Room[];
  readonly placements: readonly PlanPlacement[];
}

const CELL = 64;
const GAP = 12;
const HEAD = 26;
const ACROSS = 1_200;
const MOST_IN_A_ROW = 8;

/** The schematic of a space (`null`: of the whole site) and of what is in it. */
export function schematic(spaces: readonly Space[], assets: readonly Asset[], root: string | null): Schematic {
  const inside = root === null ? null : spacesInside(spaces, root);
  const members = new Map<string, Asset[]>();
  for (const asset of assets) {
    if (inside !== null && !inside.has(asset.space)) continue;
    members.set(asset.space, [...(members.get(asset.space) ?? []), asset]);
  }
  const boxes: (Room & { readonly held: readonly Asset[]; readonly columns: number })[] = [];
  let [left, top, tallest] = [GAP, GAP, 0];
  for (const space of spaces) {
    const held = members.get(space.id);
    if (held === undefined) continue;
    const columns = Math.min(MOST_IN_A_ROW, Math.max(2, Math.ceil(Math.sqrt(held.length * 2))));
    const [width, height] = [columns * CELL, Math.ceil(held.length / columns) * CELL + HEAD];
    if (left + width + GAP > ACROSS && left > GAP) [left, top, tallest] = [GAP, top + tallest + GAP, 0];
    boxes.push({ id: space.id, name: nameWithin(spaces, space, root), x: left, y: top, width, height, held, columns });
    left += width + GAP;
    tallest = Math.max(tallest, height);
  }
  const width = top === GAP ? Math.max(left, 6 * CELL) : ACROSS;
  const height = Math.max(top + tallest + GAP, width / 4);
  return {
    width,
    height,
    rooms: boxes.map(({ id, name, x, y, width: w, height: h }) => ({ id, name, x: x / width, y: y / height, width: w / width, height: h / height })),
    placements: boxes.flatMap(({ x, y, held, columns }) =>
      held.map((asset, number) => ({
        asset: asset.id,
        x: (x + ((number % columns) + 0.5) * CELL) / width,
        y: (y + HEAD + (Math.floor(number / columns) + 0.5) * CELL) / height,
        label: "",
      })),
    ),
  };
}

/** Its name with those of the spaces around it, up to the one that is shown. */
function nameWithin(spaces: readonly Space[], space: Space, root: string | null): LocalText {
  const path: LocalText[] = [];
  for (let at: Space | undefined = space; at !== undefined && (path.length === 0 || at.id !== root);) {
    path.unshift(at.name);
    const { parent }: Space = at;
    at = spaces.find(({ id }) => id === parent);
  }
  return { zh: path.map(({ zh }) => zh).join(" · "), en: path.map(({ en }) => en).join(" · ") };
}
