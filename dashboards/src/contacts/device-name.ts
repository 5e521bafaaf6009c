/** What a person knows this browser by: `Chrome · Android`. Browsers say it of themselves; whoever is unknown is just a browser. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/wxwork/i, "WeCom"],
  [/MicroMessenger/i, "WeChat"],
  [/DingTalk/i, "DingTalk"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/HuaweiBrowser/i, "Huawei"],
  [/MiuiBrowser/i, "Mi"],
  [/(Firefox|FxiOS)\//, "Firefox"],
  [/(Chrome|CriOS)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/i, "HarmonyOS"],
  [/Android/, "Android"],
  [/iPhone|iPad|iPod/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

export function deviceName(userAgent: string): string {
  const named = (among: typeof BROWSERS) => among.find(([sign]) => sign.test(userAgent))?.[1];
  return [named(BROWSERS), named(SYSTEMS)].filter((name) => name !== undefined).join(" · ");
}
