import { defineConfig } from "vite";

// Relative addresses, so that any host and any folder of it can hold the site.
export default defineConfig({
  base: "./",
  appType: "mpa",
  worker: { format: "es" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { guide: "index.html", bench: "bench/index.html" } },
  },
});
