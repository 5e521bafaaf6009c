// Lays .br and .gz beside every file of the built app, made once and as small as can be: the server sends them as they are.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const TEXT = /\.(css|html|js|json|svg|webmanifest)$/;
/** Anything smaller goes in one packet as it is. */
const LEAST_BYTES = 1_000;

const [folder] = process.argv.slice(2);
const files = await readdir(folder, { recursive: true, withFileTypes: true });
const named = files.filter((file) => file.isFile() && TEXT.test(file.name)).map((file) => join(file.parentPath ?? file.path, file.name));
await Promise.all(
  named.map(async (name) => {
    const bytes = await readFile(name);
    if (bytes.length < LEAST_BYTES) return;
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
      promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
    ]);
    await Promise.all([writeFile(`${name}.br`, br), writeFile(`${name}.gz`, gz)]);
  }),
);
