import { expect, test } from "@playwright/test";

test("a pinned page names its block, and leads back to the live one", async ({ page }) => {
  await page.goto("/consumers?height=700&phase=launched");
  const strip = page.getByRole("region", { name: "Pinned height" });
  await expect(strip).toHaveText(/Pinned at height 700 · \d+ \w+ 2\d{3} [\d:]+ UTC · block [0-9A-F]{8}…[0-9A-F]{4}/);
  await strip.getByRole("link", { name: "back to live" }).click();
  await expect(strip).toHaveCount(0);
});

test("every page copies its own address at the height it shows", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/consumers?phase=launched&sort=-share");
  const copy = page.getByRole("button", { name: /Copy link to this page at height \d+/ }).first();
  const height = /\d+/.exec((await copy.getAttribute("aria-label")) ?? "")?.[0] ?? "";
  await copy.click();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  expect(link.origin).toBe(new URL(page.url()).origin);
  expect(Object.fromEntries(link.searchParams)).toEqual({ phase: "launched", sort: "-share", height });
  const rows = await page.locator("tbody th").allTextContents();
  await page.goto(link.href);
  await expect(page.getByText(`Pinned at height ${height}`)).toBeVisible();
  expect(await page.locator("tbody th").allTextContents()).toEqual(rows);
});

test("a link is told with the page's own sentence and card", async ({ page, request }) => {
  await page.goto("/consumers/1?height=700");
  const meta = (name: string) => page.locator(`meta[property="${name}"]`).getAttribute("content");
  const sentence = ((await page.locator("h1").textContent()) ?? "").replace(/\s+/g, " ");
  expect(await meta("og:description")).toBe(sentence);
  expect(await page.title()).toContain("at height 700");
  await expect(page.locator('link[rel="canonical"]')).toHaveAttribute("href", page.url());
  const card = await request.get((await meta("og:image")) ?? "");
  expect(card.status()).toBe(200);
  expect(card.headers()["content-type"]).toBe("image/png");
  expect((await card.body()).length).toBeLessThan(120_000);
});

test("what is on the screen comes as a file of the same rows", async ({ page, request }) => {
  await page.goto("/consumers?phase=launched&sort=-share&height=1200");
  const ids = (await page.locator("tbody th").allTextContents()).map((text) => /^\d+/.exec(text.trim())?.[0]);
  const href = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
  const lines = (await (await request.get(href ?? "")).text()).trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^# devnet · ics-devnet-provider-1 · height 1200 · /);
  expect(lines.slice(2).map((line) => line.split(",")[0])).toEqual(ids);
});

test("on paper stand the block, its whole hash and the address, and no control", async ({ page }) => {
  await page.goto("/consumers/1?height=700");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText(/^[0-9A-F]{64} · .*height=700/)).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("navigation")).toHaveCount(0);
});

test("the reference asks this server when the reader says so", async ({ page }) => {
  await page.goto("/api");
  const section = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "/api/v1/{network}/consumers/{id}", exact: true }) });
  await section.getByRole("button", { name: "Run" }).click();
  await expect(section.locator("output")).toContainText(/200 · \d+ ms/);
  await expect(section.locator("output")).toContainText('"consumerId": "0"');
});

test("badge and frame are for other sites, pages are not, and a client is told its limit", async ({ request }) => {
  const badge = await request.get("/badge/1.svg");
  expect([badge.status(), badge.headers()["content-type"]]).toEqual([200, "image/svg+xml; charset=utf-8"]);
  for (const path of ["/embed/consumers/1", "/devnet/embed/consumers/1"]) {
    const frame = await request.get(path);
    expect(frame.status()).toBe(200);
    expect(frame.headers()["content-security-policy"]).toContain("frame-ancestors *");
    expect(frame.headers()).not.toHaveProperty("x-frame-options");
  }
  const page = await request.get("/consumers/1");
  expect(page.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(page.headers()).not.toHaveProperty("ratelimit-limit");
  const answer = await request.get("/api/v1/devnet/overview");
  expect(Number(answer.headers()["ratelimit-limit"])).toBeGreaterThan(1_000);
  expect(Number(answer.headers()["ratelimit-remaining"])).toBeLessThan(Number(answer.headers()["ratelimit-limit"]));
  expect((await request.get("/api/ready")).headers()).not.toHaveProperty("ratelimit-limit");
});

test("crawlers find the pages", async ({ request }) => {
  expect(await (await request.get("/robots.txt")).text()).toMatch(/Sitemap: http\S+\/sitemap\.xml/);
  const sitemap = await (await request.get("/sitemap.xml")).text();
  for (const path of ["/consumers/10<", "/validators/cosmosvaloper", "/proposals<"]) expect(sitemap).toContain(path);
});
