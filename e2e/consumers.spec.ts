import { expect, test } from "@playwright/test";

/* Expected values: scenario.json of the recording and tape/README.md, not our own answers. */

const PHASES_AT_THE_END: Readonly<Record<string, string>> = {
  "0": "Launched",
  "1": "Launched",
  "2": "Launched",
  "3": "Launched",
  "4": "Registered",
  "5": "Initialized",
  "6": "Registered",
  "7": "Deleted",
  "8": "Launched",
  "9": "Registered",
  "10": "Launched",
};

test("all eleven consumers are listed, each in its phase", async ({ page }) => {
  await page.goto("/consumers");
  for (const [id, phase] of Object.entries(PHASES_AT_THE_END)) {
    const row = page.getByRole("row").filter({ has: page.locator(`a[href="/consumers/${id}"]`) });
    await expect(row, `consumer ${id}`).toContainText(phase);
  }
});

test("the twins share a chain id and nothing else", async ({ page }) => {
  await page.goto("/consumers");
  const twins = page.getByRole("row").filter({ hasText: "ics-optin-1" });
  await expect(twins).toHaveCount(2);
  await expect(twins.filter({ has: page.locator('a[href="/consumers/1"]') })).toContainText("in sync");
  await expect(twins.filter({ has: page.locator('a[href="/consumers/8"]') })).not.toContainText("in sync");
});

test("a filter is in the URL and survives a reload", async ({ page }) => {
  await page.goto("/consumers?phase=registered");
  await expect(page.locator('main a[href="/consumers/4"]').first()).toBeVisible();
  await expect(page.locator('main a[href="/consumers/0"]')).toHaveCount(0);
  await page.reload();
  await expect(page.locator('main a[href="/consumers/0"]')).toHaveCount(0);
});

test("a height pins the page, and every link on it stays there", async ({ page }) => {
  await page.goto("/consumers?height=200");
  await expect(page.getByText(/Pinned at height/)).toBeVisible();
  // Consumer 7 was removed at height 209 and deleted much later.
  await expect(page.getByRole("row").filter({ has: page.locator('a[href^="/consumers/7"]') })).toContainText(
    "Launched",
  );
  await page.locator('main a[href^="/consumers/1"]').first().click();
  await expect(page).toHaveURL(/height=200/);
  await page.getByRole("link", { name: /back to live/i }).click();
  await expect(page).not.toHaveURL(/height=/);
});

test("hostile chain text is text", async ({ page }) => {
  await page.goto("/consumers");
  await expect(page.getByText("<b>bold</b>").first()).toBeVisible();
  expect(await page.locator("main").innerText()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
});

for (const [height, what] of [
  ["999999", /does not exist yet/],
  ["-1", /whole number/i],
  ["abc", /whole number/i],
  ["1.5", /whole number/i],
  ["99999999999999999999", /whole number|does not exist yet/],
] as const) {
  test(`?height=${height} gets one clear sentence`, async ({ page }) => {
    await page.goto(`/consumers?height=${height}`);
    await expect(page.getByRole("main")).toContainText(what);
  });
}

test("a consumer that does not exist is a page that says so", async ({ page }) => {
  const response = await page.goto("/consumers/99");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("main")).toContainText("99");
  expect((await page.goto("/consumers/01"))?.status()).toBeGreaterThanOrEqual(400);
});
