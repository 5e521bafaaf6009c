/** Our restrained theme over Ant Design's: grey is normal, colour is left for what deviates. */
import { theme, type ThemeConfig } from "antd";

const FONT = `system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", sans-serif`;

const SHARED = { fontFamily: FONT, borderRadius: 6, wireframe: false, motionDurationMid: "0.12s", motionDurationSlow: "0.18s" };

const LIGHT: ThemeConfig["token"] = {
  ...SHARED,
  colorPrimary: "#33424f",
  colorInfo: "#33424f",
  colorLink: "#2b4a63",
  colorError: "#b91c28",
  colorWarning: "#a34a00",
  colorSuccess: "#3c6e52",
  // Of colours as quiet as these the palette makes mud.
  colorWarningBg: "#fdf1e6",
  colorWarningBorder: "#ecc9a5",
  colorSuccessBg: "#e6f1ea",
  colorSuccessBorder: "#b9d3c4",
  colorInfoBg: "#e9edf0",
  colorInfoBorder: "#d3dae0",
  controlItemBgActive: "#e9edf0",
  controlItemBgActiveHover: "#dfe5e9",
  colorBgLayout: "#f5f6f7",
  colorTextSecondary: "rgba(0,0,0,0.66)",
  colorTextTertiary: "rgba(0,0,0,0.58)",
  colorTextPlaceholder: "rgba(0,0,0,0.55)",
};

const DARK: ThemeConfig["token"] = {
  ...SHARED,
  colorPrimary: "#b9c7d4",
  colorInfo: "#b9c7d4",
  colorLink: "#a9c1d6",
  colorError: "#ff7a7a",
  colorWarning: "#ff9d42",
  colorSuccess: "#83bd9b",
  colorSuccessBg: "#1c2a22",
  colorSuccessBorder: "#35513f",
  colorInfoBg: "#222a31",
  colorInfoBorder: "#37424c",
  controlItemBgActive: "#2b333a",
  controlItemBgActiveHover: "#343d45",
  colorBgBase: "#15181b",
  colorBgLayout: "#101214",
  colorBgContainer: "#181c1f",
  colorBgElevated: "#20252a",
  colorBorder: "#3b4248",
  colorBorderSecondary: "#2b3035",
  colorTextSecondary: "rgba(255,255,255,0.7)",
  colorTextTertiary: "rgba(255,255,255,0.6)",
  colorTextPlaceholder: "rgba(255,255,255,0.55)",
  // Dark words on the light primary button.
  colorTextLightSolid: "#15181b",
};

/** `scale` is that of the type: 1 is usual. */
export function stewardTheme(dark: boolean, narrow: boolean, scale = 1): ThemeConfig {
  const fontSize = Math.round((narrow ? 15 : 14) * scale);
  const controlHeight = Math.round((narrow ? 44 : 32) * Math.min(scale, 1.25));
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: { ...(dark ? DARK : LIGHT), fontSize, controlHeight },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none" },
      Table: { cellPaddingBlockMD: 9, headerBorderRadius: 0 },
      Card: { bodyPadding: 16, headerHeight: 44 },
      Tooltip: dark ? { colorBgSpotlight: "#3a424a", colorTextLightSolid: "#ffffff" } : {},
    },
  };
}
