import { expect, type Page, test } from "@playwright/test";

/*
 * Scripts of a page wait for its first paint (lib/server/front/scripts-after-paint.ts). What must not be lost by it: that the page
 * comes alive, whatever its browser tells of painting.
 */

/** Drawn by a browser alone, once React has taken the page over. */
const isAlive = (page: Page) => page.getByRole("button", { name: /^Use the (?:light|dark) theme$/ });

function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  return errors;
}

for (const path of ["/", "/consumers/1/validators", "/validators", "/api", "/what-if", "/no/such/page"]) {
  test(`${path} asks for its scripts once it is painted, then comes alive`, async ({ page, request }) => {
    const tags = (await (await request.get(path)).text()).match(/<script[^>]* async=""[^>]*>/g) ?? [];
    expect(tags.length).toBeGreaterThan(5);
    expect(tags.filter((tag) => !tag.startsWith('<script type="held" '))).toEqual([]);

    await page.goto(path);
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    await page.waitForFunction(() => "next" in window);
    const { painted, asked } = await page.evaluate(() => ({
      painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
      asked: performance
        .getEntriesByType("resource")
        .filter(({ name }) => name.endsWith(".js"))
        .map(({ startTime }) => startTime),
    }));
    expect(asked.length).toBeGreaterThan(5);
    expect(Math.min(...asked)).toBeGreaterThan(painted);
    expect(await page.locator('script[type="held"], link[rel="held"]').count()).toBe(0);
  });
}

test("a page that is alive follows its network, suggests while one types, and goes on without loading anew", async ({
  page,
}) => {
  const errors = errorsOf(page);
  const stream = page.waitForRequest(/\/api\/v1\/devnet\/stream$/);
  await page.goto("/");
  await stream;
  await expect(isAlive(page)).toBeVisible();
  await page.getByRole("combobox", { name: "Search" }).fill("replica");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.evaluate(() => Object.assign(window, { isSame: true }));
  await page.getByRole("link", { name: "Validators", exact: true }).first().click();
  await expect(page).toHaveURL(/\/validators$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/validator/i);
  expect(await page.evaluate(() => "isSame" in window)).toBe(true);
  expect(errors).toEqual([]);
});

const BROWSERS = {
  "a page nobody looks at, which is not painted": () => {
    Object.defineProperty(document, "hidden", { get: () => true });
    PerformanceObserver.prototype.observe = () => {};
  },
  "a browser that never tells when it has painted": () => {
    PerformanceObserver.prototype.observe = () => {};
  },
  "a browser without such a thing": () => {
    Reflect.deleteProperty(window, "PerformanceObserver");
  },
};
for (const [name, make] of Object.entries(BROWSERS)) {
  test(`${name} comes alive as well`, async ({ page }) => {
    const errors = errorsOf(page);
    await page.addInitScript(make);
    await page.goto("/consumers");
    await expect(isAlive(page)).toBeVisible();
    expect(errors).toEqual([]);
  });
}
