/**
 * Draws the app's icons as PNG while it is built, out of the very SVG files that browsers show: iOS takes no other, and
 * not every launcher draws an SVG. Knows what our two icons are made of, and refuses what it does not know.
 */
import type { Plugin } from "vite";

interface Icon {
  /** In `src/public`. */
  readonly from: string;
  readonly fileName: string;
  readonly size: number;
}

type Point = readonly [x: number, y: number];

interface Stroke {
  readonly points: readonly Point[];
  readonly width: number;
}

interface Drawing {
  /** Of the square that it is drawn on. */
  readonly side: number;
  readonly radius: number;
  readonly ground: readonly [number, number, number];
  readonly strokes: readonly Stroke[];
}

export function icons(wanted: readonly Icon[]): Plugin {
  return {
    name: "steward-icons",
    apply: "build",
    async generateBundle() {
      const { publicDir } = this.environment.config;
      for (const { from, fileName, size } of wanted) {
        const drawing = drawingOf(await this.fs.readFile(`${publicDir}/${from}`, { encoding: "utf8" }));
        this.emitFile({ type: "asset", fileName, source: await png(painted(drawing, size), size) });
      }
    },
  };
}

/** What an icon of ours says: a square in one colour, and white strokes with round ends on it, moved and made smaller together. */
export function drawingOf(svg: string): Drawing {
  const square = /<rect width="(\d+)" height="\1"(?: rx="(\d+)")? fill="#([0-9a-f]{6})"/.exec(svg);
  const group = /<g fill="none" stroke="#fff" stroke-width="([\d.]+)"[^>]*?(?:transform="translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+)\)")?>/.exec(svg);
  const paths = [...svg.matchAll(/<path d="([^"]+)"(?: stroke-width="([\d.]+)")?\/>/g)];
  if (square === null || group === null || paths.length === 0) throw new Error("this icon is drawn in another way than src/worker/icon-plugin.ts knows");
  const [dx, dy, scale] = [Number(group[2] ?? 0), Number(group[3] ?? 0), Number(group[4] ?? 1)];
  const colour = Number.parseInt(square[3] ?? "", 16);
  return {
    side: Number(square[1]),
    radius: Number(square[2] ?? 0),
    ground: [colour >> 16, (colour >> 8) & 255, colour & 255],
    strokes: paths.map(([, path, own]) => ({
      points: pointsOf(path ?? "").map(([x, y]): Point => [x * scale + dx, y * scale + dy]),
      width: Number(own ?? group[1]) * scale,
    })),
  };
}

/** The corners of a path of straight lines (SVG 2, 9.3). */
export function pointsOf(path: string): Point[] {
  const found: Point[] = [];
  let [x, y] = [0, 0];
  for (const [, command, rest] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const numbers = (rest?.match(/-?\d*\.?\d+/g) ?? []).map(Number);
    const relative = command === command?.toLowerCase();
    const [ox, oy] = [() => (relative ? x : 0), () => (relative ? y : 0)];
    if (!"MLHVmlhv".includes(command ?? "?")) throw new Error(`${command}: no straight line`);
    for (let at = 0; at < numbers.length; ) {
      const flat = command === "h" || command === "H";
      const steep = command === "v" || command === "V";
      const nx = steep ? x : ox() + (numbers[at++] ?? 0);
      const ny = flat ? y : oy() + (numbers[at++] ?? 0);
      [x, y] = [nx, ny];
      found.push([x, y]);
    }
  }
  return found;
}

/** The pixels, RGBA, row by row, with smooth edges. */
function painted({ side, radius, ground, strokes }: Drawing, size: number): Uint8Array {
  const pixels = new Uint8Array(size * size * 4);
  const scale = size / side;
  // How much of a pixel lies inside, from how far its middle is from the edge (negative: inside).
  const covered = (distance: number) => Math.min(1, Math.max(0, 0.5 - distance * scale));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const [x, y] = [(column + 0.5) / scale, (row + 0.5) / scale];
      const ink = Math.max(...strokes.map(({ points, width }) => covered(away(x, y, points) - width / 2)));
      const opaque = radius === 0 ? 1 : covered(outside(x, y, side, radius));
      const at = (row * size + column) * 4;
      ground.forEach((value, channel) => {
        pixels[at + channel] = Math.round(value + (255 - value) * ink);
      });
      pixels[at + 3] = Math.round(opaque * 255);
    }
  }
  return pixels;
}

/** How far a point is from a line of several straight parts. */
function away(x: number, y: number, points: readonly Point[]): number {
  let nearest = Infinity;
  points.forEach(([bx, by], index) => {
    const [ax, ay] = points[index - 1] ?? [bx, by];
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    const part = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
    nearest = Math.min(nearest, Math.hypot(x - ax - part * dx, y - ay - part * dy));
  });
  return nearest;
}

/** How far a point is outside a square with round corners. */
function outside(x: number, y: number, side: number, radius: number): number {
  const [dx, dy] = [Math.abs(x - side / 2) - side / 2 + radius, Math.abs(y - side / 2) - side / 2 + radius];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** A PNG (W3C, third edition) of 8 bits a channel with alpha. */
async function png(pixels: Uint8Array, size: number): Promise<Uint8Array> {
  const rows = new Uint8Array(size * (size * 4 + 1));
  for (let row = 0; row < size; row += 1) rows.set(pixels.subarray(row * size * 4, (row + 1) * size * 4), row * (size * 4 + 1) + 1);
  const packed = new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate")));
  const parts = [
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", new Uint8Array([...wide(size), ...wide(size), 8, 6, 0, 0, 0])),
    chunk("IDAT", new Uint8Array(await packed.arrayBuffer())),
    chunk("IEND", new Uint8Array()),
  ];
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function chunk(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(content.length + 12);
  framed.set(wide(content.length));
  framed.set(new TextEncoder().encode(name), 4);
  framed.set(content, 8);
  framed.set(wide(crc(framed.subarray(4, content.length + 8))), content.length + 8);
  return framed;
}

/** A number in four bytes, the greatest first. */
function wide(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** CRC-32 as PNG wants it (annex D). */
function crc(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest & 1) === 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return (rest ^ 0xffffffff) >>> 0;
}
