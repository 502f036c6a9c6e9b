import path from "node:path";
import { defineConfig } from "vitest/config";

const root = path.resolve(import.meta.dirname);
const alias = { "@": root, "server-only": path.join(root, "scripts/lib/empty.mjs") };

/** Two worlds: what runs in Node, and components in a document. */
export default defineConfig({
  test: {
    // Both cores of a small machine: most files wait for a database or a socket half of their time.
    maxWorkers: 2,
    projects: [
      {
        resolve: { alias },
        test: {
          name: "node",
          environment: "node",
          globalSetup: ["test/support/global-setup.ts"],
          include: ["{lib,devnet,scripts,test,app}/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        resolve: { alias },
        test: { name: "dom", environment: "jsdom", include: ["components/**/*.test.tsx"], testTimeout: 20_000 },
      },
    ],
  },
});
