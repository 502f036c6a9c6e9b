import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { freePorts } from "../scripts/lib/tape.mjs";

const PROVIDERS = { devnet: "ics-devnet-provider-1", changeover: "ics-harbor-1" } as const;
const NAMES = Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[];
const other = (name: keyof typeof PROVIDERS) => (name === "devnet" ? "changeover" : "devnet");
/** Both networks have a consumer 0 and 1 and the same addresses. */
const PATHS = ["", "/consumers", "/consumers/0", "/consumers/1/validators", "/validators", "/slashes", "/launches"];

let demo: ChildProcess;
let folder: string;
let base: string;

test.describe.configure({ mode: "serial" });

/** The demo as `npm run demo` starts it, standing at the end of both recordings. */
test.beforeAll(async () => {
  test.setTimeout(240_000);
  folder = mkdtempSync(path.join(process.cwd(), "data/two-"));
  const port = await freePorts(29_400, 1);
  base = `http://127.0.0.1:${port}`;
  const env = { ...process.env, PORT: String(port), DEMO_SPEED: "0", DEMO_DIR: path.relative(process.cwd(), folder) };
  demo = spawn(process.execPath, ["scripts/demo.mjs"], { env: { ...env, LOG_LEVEL: "error" }, stdio: "ignore" });
  const isReady = async () => (await fetch(`${base}/api/ready`)).status;
  await expect.poll(() => isReady().catch(() => 0), { timeout: 200_000 }).toBe(200);
});

test.afterAll(async () => {
  if (demo.exitCode === null) {
    demo.kill("SIGTERM");
    await once(demo, "exit");
  }
  rmSync(folder, { recursive: true, force: true });
});

for (const name of NAMES) {
  test(`the pages of ${name} are its own, and so are their links`, async ({ page }) => {
    for (const to of PATHS) {
      const answer = await page.goto(`${base}/${name}${to}`);
      expect(answer?.status(), to).toBe(200);
      await expect(page.getByRole("banner"), to).toContainText(PROVIDERS[name]);
      await expect(page.locator("main"), to).not.toContainText(PROVIDERS[other(name)]);
      const strange = (await linksOf(page)).filter(
        (link) => !link.startsWith(`/${name}`) && link !== `/${other(name)}`,
      );
      expect(strange, to).toEqual([]);
    }
  });
}

test("one leads to the other, and both are listed", async ({ page, request }) => {
  await page.goto(`${base}/devnet/consumers/0`);
  await page.getByRole("banner").getByRole("link", { name: "changeover" }).click();
  await expect(page).toHaveURL(`${base}/changeover`);
  await expect(page.getByRole("banner")).toContainText(PROVIDERS.changeover);
  const { data } = await (await request.get(`${base}/api/v1/networks`)).json();
  expect(data.map(({ network }: { network: string }) => network).toSorted()).toEqual([...NAMES].toSorted());
  const sitemap = await (await request.get(`${base}/sitemap.xml`)).text();
  for (const name of NAMES) expect(sitemap).toContain(`/${name}/consumers/0<`);
});

test("a card, a search and a feed belong to the network they were asked for", async ({ page, request }) => {
  const cards = await Promise.all(NAMES.map((name) => request.get(`${base}/card/${name}/consumers/0.png?height=300`)));
  const pictures = await Promise.all(cards.map((card) => card.body()));
  for (const card of cards) expect(card.headers()["content-type"]).toBe("image/png");
  expect(pictures[0]?.equals(pictures[1] as Buffer)).toBe(false);
  await page.goto(`${base}/changeover/search?q=ics-sovereign-1`);
  await expect(page.locator("main")).toContainText("ics-sovereign-1");
  expect(await linksOf(page)).not.toContain("/devnet/consumers/0");
  await page.goto(`${base}/devnet/search?q=ics-sovereign-1`);
  expect((await linksOf(page)).filter((link) => /\/consumers\/\d/.test(link))).toEqual([]);
  for (const name of NAMES) {
    const feed = await (await request.get(`${base}/api/v1/${name}/feeds/launches.atom`)).text();
    expect(feed).toContain(`/${name}/`);
    expect(feed).not.toContain(`/${other(name)}/`);
  }
});

/** Paths of our own that lead to a network's pages. */
async function linksOf(page: Page): Promise<string[]> {
  const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  return links.filter((link) => link.startsWith("/") && !/^\/(?:$|api\b|methods|glossary|verify|_next)/.test(link));
}
