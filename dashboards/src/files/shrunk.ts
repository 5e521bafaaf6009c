/** A phone's photo is ten times larger than a note needs, and tells where it was taken. */

const LONGEST_PX = 1_920;
const QUALITY = 0.82;
const SMALL_BYTES = 400_000;

/** The size of a picture whose longer side is at most `longest`. */
export function fitted(width: number, height: number, longest = LONGEST_PX): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * `file` drawn anew as a JPEG, upright and without what a camera writes into it (place, time, device). What is no picture,
 * or what this browser cannot draw, comes back as it is.
 */
export async function shrunk(file: File): Promise<File> {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const { width, height } = fitted(picture.width, picture.height);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const pen = canvas.getContext("2d");
    if (pen === null) return file;
    // A drawing with nothing behind it would turn black as a JPEG.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(picture, 0, 0, width, height);
    picture.close();
    const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (drawn === null) return file;
    // A small PNG of a screen can grow; it holds no camera's words that matter then, but a JPEG always may.
    if (drawn.size > file.size && file.size < SMALL_BYTES && file.type === "image/png") return file;
    return new File([drawn], `${file.name.replace(/\.[^.]*$/, "") || "photo"}.jpg`, { type: "image/jpeg" });
  } catch {
    return file;
  }
}
