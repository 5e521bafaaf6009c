import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { firstTexts } from "./src/messages/first-texts-plugin.ts";
import { fileGroups } from "./src/worker/file-groups.ts";
import { icons } from "./src/worker/icon-plugin.ts";
import { serviceWorker } from "./src/worker/service-worker-plugin.ts";

declare const process: { env: Record<string, string | undefined> };

/** What a guard needs where there is no signal: the way in, the alarm, the own tasks, the post. */
const SHELL = {
  // What is loaded before a guard can work has a budget: tests/dashboards/test_first_load.py.
  first: ["index.html", "virtual:first-texts/zh", "src/layout/signed-in.tsx", "src/phone/alarm-call-page.tsx", "src/phone/my-tasks-page.tsx", "src/phone/post-page.tsx"],
  // Fetched when there is time, for the basement.
  pages: ["virtual:first-texts/en", "src/messages/zh.ts", "src/messages/en.ts", "src/work-orders/order-page.tsx", "src/layout/more-drawer.tsx", "src/offline/offline-page.tsx", "src/offline/cards-page.tsx", "src/alarms/alarms-page.tsx", "src/alarms/alarm-panel.tsx", "src/whistles/whistle-page.tsx", "src/plans/plans-page.tsx"],
  files: ["/index.html", "/before-first-paint.js", "/icon.svg", "/manifest.webmanifest"],
};

/** For home screens; iOS takes no SVG and rounds the corners itself. */
const ICONS = [
  { from: "icon-maskable.svg", fileName: "apple-touch-icon.png", size: 180 },
  { from: "icon.svg", fileName: "icon-192.png", size: 192 },
  { from: "icon.svg", fileName: "icon-512.png", size: 512 },
  { from: "icon-maskable.svg", fileName: "icon-maskable-512.png", size: 512 },
];

const here = new URL(".", import.meta.url).pathname.slice(0, -1);
const BEGINNINGS = { app: `${here}/index.html`, light: `${here}/public.html`, first: SHELL.first.filter((page) => page.startsWith("src/")).map((page) => `${here}/${page}`) };
// Not Vite's usual "assets": /assets/… are pages of ours. Phones of guards are old, and WeCom brings its own browser.
const BUILD = { assetsDir: "static", target: "es2020", chunkSizeWarningLimit: 700, modulePreload: { polyfill: false } };
const INPUT = ["index.html", "public.html"];

export default defineConfig(async ({ command }) => {
  const groups = command === "build" ? await fileGroups({ root: here, plugins: [react(), firstTexts()], publicDir: false, build: { ...BUILD, rolldownOptions: { input: INPUT } } }, BEGINNINGS) : [];
  return {
    plugins: [react(), firstTexts(), icons(ICONS), serviceWorker(SHELL)],
    publicDir: "src/public",
    build: { ...BUILD, rolldownOptions: { input: INPUT, output: { codeSplitting: { groups } } } },
    test: { setupFiles: ["tests/catalogues.ts"] },
    server: {
      host: "127.0.0.1",
      proxy: {
        "/api": { target: process.env.STEWARD_URL ?? "http://127.0.0.1:8080" },
        "/readyz": { target: process.env.STEWARD_URL ?? "http://127.0.0.1:8080" },
      },
    },
  };
});
