import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** Copies files that are served as they are, under stable names. */
function servedAsTheyAre(files: Record<string, string>): Plugin {
  return {
    name: "served-as-they-are",
    apply: "build",
    generateBundle() {
      for (const [fileName, path] of Object.entries(files)) {
        this.emitFile({ type: "asset", fileName, source: readFileSync(path) });
      }
    },
  };
}

// File names carry no hash: the server embeds them and sends its own ETag, and
// a page written against one build keeps working with the next.
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [
    servedAsTheyAre({
      "htmx.min.js": "node_modules/htmx.org/dist/htmx.min.js",
      "icon.svg": "src/icon.svg",
    }),
  ],
  worker: {
    format: "es",
    rollupOptions: { output: { entryFileNames: "map-worker.js" } },
  },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: { app: "src/app.ts" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
