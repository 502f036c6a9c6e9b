import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

/** Everything a visitor can reach, at the head and in the past. */
const PAGES = [
  "/",
  "/consumers",
  "/consumers/0",
  "/consumers/1",
  "/consumers/3",
  "/consumers/7",
  "/consumers/0/validators",
  "/consumers/1/validators",
  "/consumers/10/validators",
  "/consumers/1/launch",
  "/consumers/5/launch",
  "/consumers/1/history",
  "/consumers/7/history",
  "/consumers/6/launch",
  "/launches",
  "/launches?height=60",
  "/packets",
  "/packets?state=expired",
  "/packets/1/vsc/12",
  "/packets/0/slash/3",
  "/consumers/1/packets",
  "/consumers/3/packets",
  "/consumers/10/packets",
  "/packets?height=600",
  "/validators",
  "/proposals",
  "/proposals/1",
  "/proposals/4",
  "/proposals/5",
  "/proposals/1?chain=ics-democ-1",
  "/proposals/3?height=400",
  "/search?q=a",
  "/holders",
  "/holders?v=Ridge%20Labs,Sable%20Staking",
  "/search?q=nothing-of-this-name",
  "/status",
  "/what-if",
  "/what-if?consumer=1&setCap=5&height=1200",
  "/glossary",
  "/verify",
  "/slashes",
  "/slashes?chain=0&kind=downtime",
  "/slashes/274-0",
  "/slashes/470-1",
  "/slashes/763-0",
  "/consumers/0/slashes?height=650",
  "/api",
  "/security",
  "/security?height=700",
  "/rewards",
  "/rewards?height=700",
  "/consumers/2/rewards",
  "/network",
  "/network?height=700",
  "/consumers/2/blocks",
  "/methods",
  "/consumers/2/security",
  "/?height=200",
  "/consumers?height=700",
  "/consumers/1/validators?height=1200",
];

/** Watches what must never happen on any page. */
function watch(page: Page): { errors: string[]; foreign: string[] } {
  const seen = { errors: [] as string[], foreign: [] as string[] };
  page.on("console", (message) => {
    if (message.type() === "error") seen.errors.push(message.text());
  });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith("http://127.0.0.1:") && !request.url().startsWith("data:"))
      seen.foreign.push(request.url());
  });
  return seen;
}

for (const path of PAGES) {
  test(`${path} is accessible, asks nobody else, and says nothing in the console`, async ({ page }) => {
    const seen = watch(page);
    const response = await page.goto(path);
    expect(response?.status()).toBe(200);
    await expect(page.locator("h1")).toHaveCount(1);
    // The network is never idle: a live page holds a stream open.
    await page.waitForLoadState("load");
    await page.waitForTimeout(300);
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(seen).toEqual({ errors: [], foreign: [] });
  });
}

/** On a phone rows out of sight are not laid out until one comes near, and are never wider than the page meanwhile. */
function layOutAll(page: Page): Promise<void> {
  return page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".figures tr { content-visibility: visible !important }");
    document.adoptedStyleSheets = [sheet];
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`nothing is cut off at 320 px, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width: 320, height: 700 }, colorScheme });
    const page = await context.newPage();
    for (const path of PAGES) {
      await page.goto(path);
      await layOutAll(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320);
    }
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2aa"]).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await context.close();
  });
}

test("without JavaScript the figures are there", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/consumers/1/validators");
  await expect(page.getByRole("main")).toContainText("validators opted in");
  await expect(page.getByRole("row").filter({ hasText: "denylist" }).first()).toBeVisible();
  await context.close();
});

test("on a phone a row far down is found, reached by keyboard, and printed", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } });
  const page = await context.newPage();
  await page.goto("/validators");
  const last = page.getByRole("row").last();
  const isLaidOut = () =>
    last
      .getByRole("link")
      .first()
      .evaluate((link) => link.checkVisibility({ contentVisibilityAuto: true }));
  expect(await isLaidOut()).toBe(false);
  await last.getByRole("link").first().focus();
  await expect.poll(isLaidOut).toBe(true);
  await expect(last.getByRole("link").first()).toBeInViewport();
  await page.reload();
  await page.emulateMedia({ media: "print" });
  expect(await isLaidOut()).toBe(true);
  await context.close();
});

test("a keyboard reaches a consumer from the first page", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toBeVisible();
  const link = page.getByRole("link", { name: /Replica/ }).first();
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/consumers\/0/);
});
