import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

declare const process: { env: Record<string, string | undefined> };

export default defineConfig({
  plugins: [react()],
  publicDir: "src/public",
  // Not Vite's usual "assets": /assets/… are pages of ours. Phones of guards are old, and WeCom brings its own browser.
  build: { assetsDir: "static", target: "es2020", chunkSizeWarningLimit: 700, modulePreload: { polyfill: false }, rolldownOptions: { input: ["index.html", "public.html"] } },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": { target: process.env.STEWARD_URL ?? "http://127.0.0.1:8080" },
      "/readyz": { target: process.env.STEWARD_URL ?? "http://127.0.0.1:8080" },
    },
  },
});
