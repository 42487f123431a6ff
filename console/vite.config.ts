import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const proxy = { "/v1": process.env["SIGNALBOX"] ?? "http://127.0.0.1:8080" };

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    // No data: URLs for what a content policy would have to allow, and no second copy of each file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The graph and the charts are chunks of their own, loaded by the pages that show them.
    chunkSizeWarningLimit: 700,
  },
  // `npm run dev` beside a server of its own; SIGNALBOX names it.
  server: { proxy },
  preview: { proxy },
});
