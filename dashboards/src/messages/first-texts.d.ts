declare module "virtual:first-texts/*" {
  /** The texts of `isFirst` in one language, made by `first-texts-plugin.ts`. */
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
