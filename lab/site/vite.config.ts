import { defineConfig } from "vite";
import { text } from "./build/text.ts";

// Relative addresses, so that any host and any folder of it can hold the site.
export default defineConfig({
  base: "./",
  appType: "mpa",
  plugins: [text()],
  worker: { format: "es" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { guide: "index.html", bench: "bench/index.html" } },
  },
});
