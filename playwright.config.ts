import { defineConfig } from "@playwright/test";

const port = Number(process.env.E2E_PORT ?? 3911);

/** The demo with one network, whose paths need no prefix, standing still at the end of the record, in a folder of its own. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  timeout: 60_000,
  workers: 2,
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  webServer: {
    command: "node scripts/demo.mjs",
    env: {
      PORT: String(port),
      DEMO_NETWORKS: "devnet",
      DEMO_SPEED: "0",
      DEMO_DIR: `data/e2e-${port}`,
      LOG_LEVEL: "warn",
    },
    url: `http://127.0.0.1:${port}/api/ready`,
    timeout: 240_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
    stdout: "ignore",
    stderr: "pipe",
  },
});
