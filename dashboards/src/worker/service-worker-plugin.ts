/** Builds the service worker beside the app: one classic file at the root, which knows the files of this very build. */
import { build, type Plugin, type Rolldown } from "vite";

import type { Shell } from "./built";

interface Options {
  /** The entry and the pages that a guard opens first, as paths of their source from the app's folder, or as they are imported if they are made by the build. */
  readonly first: readonly string[];
  /** Further pages that are kept for where there is no signal. */
  readonly pages: readonly string[];
  /** Files of `src/public` that the page itself asks for. */
  readonly files: readonly string[];
}

type Built = Rolldown.OutputBundle;

const PAGE = "/index.html";

export function serviceWorker({ first, pages, files }: Options): Plugin {
  return {
    name: "steward-service-worker",
    apply: "build",
    async writeBundle(options, bundle) {
      const { root, publicDir } = this.environment.config;
      const sources = (given: readonly string[]) => given.map((page) => (page.startsWith("virtual:") ? `\0${page}` : `${root}/${page}`));
      const shell = shellOf(bundle, sources([...first, ...pages]), files);
      // Files without a hash in their name count by what is in them.
      const unhashed = await Promise.all(files.map((file) => this.fs.readFile(`${file === PAGE ? options.dir : publicDir}${file}`, { encoding: "utf8" })));
      const named: Shell = { ...shell, build: await hashOf([...shell.files, ...shell.known, ...unhashed].join("\n")) };
      // For those who want to know what a phone loads (tests/dashboards/test_first_load.py).
      const loaded = shellOf(bundle, sources(first), files).files;
      await this.fs.writeFile(`${options.dir ?? root}/shell.json`, JSON.stringify({ ...named, first: loaded, sources: sourcesOf(bundle, loaded, `${root}/`) }));
      await build({
        configFile: false,
        root,
        publicDir: false,
        logLevel: "warn",
        define: { __SHELL__: JSON.stringify(named) },
        build: {
          outDir: options.dir,
          emptyOutDir: false,
          target: "es2020",
          modulePreload: false,
          rolldownOptions: { input: `${root}/src/worker/sw.ts`, output: { format: "iife", entryFileNames: "sw.js" } },
        },
      });
    },
  };
}

/** The pages with everything that they import; a page that is not there is a mistake of this configuration. */
export function shellOf(bundle: Built, pages: readonly string[], files: readonly string[]): Omit<Shell, "build"> {
  const wanted = new Set<string>();
  const add = (name: string): void => {
    if (wanted.has(name)) return;
    const chunk = bundle[name];
    if (chunk === undefined) return;
    wanted.add(name);
    if (chunk.type !== "chunk") return;
    for (const style of chunk.viteMetadata?.importedCss ?? []) wanted.add(style);
    chunk.imports.forEach(add);
  };
  for (const page of pages) {
    const found = Object.values(bundle).find((one) => one.type === "chunk" && one.facadeModuleId === page);
    if (found === undefined) throw new Error(`${page} is no page of the build: see pages of serviceWorker() in vite.config.ts`);
    add(found.fileName);
  }
  const kept = [...files, ...[...wanted].sort().map((name) => `/${name}`)];
  const known = Object.keys(bundle)
    .filter((name) => name.startsWith("static/"))
    .map((name) => `/${name}`);
  return { files: kept, known };
}

/** What the scripts among `files` are made of, as paths of our own sources from the app's folder. */
function sourcesOf(bundle: Built, files: readonly string[], root: string): string[] {
  const scripts = files.map((file) => bundle[file.slice(1)]).filter((one) => one?.type === "chunk");
  const found = scripts.flatMap((one) => one.moduleIds).filter((id) => id.startsWith(`${root}src/`));
  return [...new Set(found.map((id) => id.slice(root.length)))].sort();
}

async function hashOf(words: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(words));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 16);
}
