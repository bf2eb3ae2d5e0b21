import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The gateway serves all of it below /ui/, and hashed names in /ui/assets/ for ever.
export default defineConfig({
  base: "/ui/",
  plugins: [react()],
  build: { target: "es2022", sourcemap: false, assetsInlineLimit: 0, modulePreload: { polyfill: false }, rolldownOptions: { checks: { bundlerTimings: false } } },
  server: { proxy: { "^/(ui/v1|v3|topics|ws)": { target: "http://localhost:8080", ws: true } } },
  test: { environment: "happy-dom", include: ["test/**/*.test.{ts,tsx}"], testTimeout: 30_000 },
});
