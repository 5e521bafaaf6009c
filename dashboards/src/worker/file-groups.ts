/**
 * Which modules go into one file of the build: what is always needed together comes together. A phone far away waits for
 * every file anew, so a hundred small ones cost it seconds, however few bytes they are.
 *
 * What imports what says too much: a library's index names all of it, and all of it would come first. So the app is built
 * once as the build sees fit, which leaves out what is not used, and the files that a page then loads are put together.
 */
import { build, type InlineConfig, type Rolldown } from "vite";

export interface Beginnings {
  /** The page of everybody who signs in. */
  readonly app: string;
  /** The page of people without an account, which loads as little as it can. */
  readonly light: string;
  /** The pages that a guard opens first. */
  readonly first: readonly string[];
}

type Name = "both" | "start" | "guard";

interface Group {
  readonly debugName: Name;
  readonly name: (id: string) => Name | null;
  readonly includeDependenciesRecursively: false;
}

const NAMES: readonly Name[] = ["both", "start", "guard"];

/** The groups for a build like `config`; paths of `beginnings` are as the build names modules. */
export async function fileGroups(config: InlineConfig, beginnings: Beginnings): Promise<Group[]> {
  const built = await build({ ...config, configFile: false, logLevel: "error", build: { ...config.build, write: false, minify: false } });
  if (Array.isArray(built) || !("output" in built)) throw new Error("a build that is not written was expected");
  const known = namesOf(built.output.filter((one) => one.type === "chunk"), beginnings);
  return NAMES.map((group) => ({ debugName: group, name: (id) => (known.get(id) === group ? group : null), includeDependenciesRecursively: false }));
}

/** Only what stands in files that several pages share, and what the app's own page begins with; pages stay files of their own. */
export function namesOf(chunks: readonly Pick<Rolldown.OutputChunk, "fileName" | "facadeModuleId" | "isEntry" | "imports" | "moduleIds">[], { app, light, first }: Beginnings): ReadonlyMap<string, Name> {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const own = new Set(chunks.flatMap((chunk) => (chunk.isEntry ? chunk.moduleIds : [chunk.facadeModuleId])));
  const beginning = (page: string) => {
    const found = chunks.find((chunk) => chunk.facadeModuleId === page);
    if (found === undefined) throw new Error(`${page} is no page of the build`);
    return found;
  };
  const loaded = (pages: readonly string[]) => {
    const found = new Set<string>();
    const waiting = pages.flatMap((page) => beginning(page).imports);
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      waiting.push(...(byName.get(name)?.imports ?? []));
    }
    return [...found].flatMap((name) => byName.get(name)?.moduleIds ?? []).filter((id) => !own.has(id));
  };
  const names = new Map(loaded(first).map((id): [string, Name] => [id, "guard"]));
  const inLight = new Set(loaded([light]));
  for (const id of loaded([app])) names.set(id, "start");
  for (const id of inLight) names.set(id, "both");
  return names;
}
