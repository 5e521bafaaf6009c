/** Makes the small catalogues that a phone loads first out of the whole ones, so that nobody has to write a text twice. */
import { type Plugin, runnerImport } from "vite";

import { isFirst } from "./first.ts";

const NAME = /^virtual:first-texts\/(zh|en)$/;

export function firstTexts(): Plugin {
  let root = "";
  return {
    name: "steward-first-texts",
    configResolved(config) {
      root = config.root;
    },
    resolveId: (id) => (NAME.test(id) ? `\0${id}` : undefined),
    async load(id) {
      const language = NAME.exec(id.slice(1))?.[1];
      if (language === undefined) return undefined;
      const file = `${root}/src/messages/${language}.ts`;
      const { module, dependencies } = await runnerImport<Record<string, Readonly<Record<string, string>>>>(file, { root, configFile: false, logLevel: "warn" });
      for (const read of [file, ...dependencies]) this.addWatchFile(read);
      const texts = Object.entries(module[language] ?? {}).filter(([key]) => isFirst(key));
      return `export default ${JSON.stringify(Object.fromEntries(texts))}`;
    },
  };
}
