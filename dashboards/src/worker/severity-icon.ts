/** The shape and colour of a severity as a picture: phones show no SVG beside a notification. */

const LOOKS: Readonly<Record<string, readonly [colour: string, shape: string]>> = {
  critical: ["#b91c28", "M48 8 88 48 48 88 8 48Z"],
  high: ["#a34a00", "M48 10 90 84H6Z"],
  medium: ["#755b00", "M48 10a38 38 0 1 0 0 76a38 38 0 1 0 0-76Z"],
};
const PLAIN = "/icon.svg";
const SIZE = 96;

/** A `data:` address of a PNG; where the phone's browser cannot draw, the app's own icon. */
export async function severityIcon(severity: string): Promise<string> {
  const look = LOOKS[severity];
  if (look === undefined || typeof OffscreenCanvas === "undefined") return PLAIN;
  try {
    const canvas = new OffscreenCanvas(SIZE, SIZE);
    const pen = canvas.getContext("2d");
    if (pen === null) return PLAIN;
    pen.fillStyle = look[0];
    pen.fill(new Path2D(look[1]));
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
    return `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`;
  } catch {
    return PLAIN;
  }
}
