import { expect, test } from "@playwright/test";

/*
 * The rules by which Mozilla's HTTP Observatory marks a site, as far as they apply to one that is served by http in a test
 * (its scoring document: content-security-policy, x-content-type-options, x-frame-options, referrer-policy,
 * cross-origin-resource-policy, cookies, subresource integrity). A+ is 100 and more.
 */
function mark(headers: Readonly<Record<string, string>>): { score: number; why: string[] } {
  const why: string[] = [];
  let score = 100;
  const rule = (isMet: boolean, points: number, name: string) => {
    if (isMet) return;
    score -= points;
    why.push(name);
  };
  const policy = new Map(
    (headers["content-security-policy"] ?? "").split(";").map((part) => {
      const [name = "", ...values] = part.trim().split(/\s+/);
      return [name, values] as const;
    }),
  );
  const scripts = policy.get("script-src") ?? policy.get("default-src") ?? [];
  const styles = policy.get("style-src") ?? policy.get("default-src") ?? [];
  rule(policy.has("default-src"), 25, "csp-not-implemented");
  rule(
    !scripts.some((value) => ["'unsafe-inline'", "'unsafe-eval'", "data:", "https:", "*"].includes(value)),
    20,
    "csp-unsafe-scripts",
  );
  rule(!styles.includes("'unsafe-inline'"), 0, "csp-unsafe-inline-in-style-src-only");
  rule(headers["x-content-type-options"] === "nosniff", 5, "x-content-type-options");
  rule(headers["x-frame-options"] === "DENY" || policy.has("frame-ancestors"), 20, "x-frame-options");
  rule(/no-referrer|same-origin|strict-origin/.test(headers["referrer-policy"] ?? ""), 5, "referrer-policy");
  rule(headers["set-cookie"] === undefined, 5, "cookies");
  if (score < 90) return { score, why };
  const bonus = (isMet: boolean, points: number) => {
    if (isMet) score += points;
  };
  const isStrict = policy.get("default-src")?.join(" ") === "'none'";
  bonus(isStrict && !scripts.includes("'unsafe-inline'") && !styles.includes("'unsafe-inline'"), 10);
  bonus(policy.has("frame-ancestors"), 5);
  bonus(/no-referrer|strict-origin/.test(headers["referrer-policy"] ?? ""), 5);
  bonus(headers["cross-origin-resource-policy"] === "same-origin", 10);
  return { score, why };
}

for (const path of ["/", "/consumers/1/validators", "/no/such/page", "/consumers/77"]) {
  test(`${path} is marked A+ by the Observatory's rules`, async ({ page }) => {
    const refused: string[] = [];
    page.on("console", (message) => {
      if (/content security policy/i.test(message.text())) refused.push(message.text());
    });
    const response = await page.goto(path);
    const { score, why } = mark(response?.headers() ?? {});
    expect(why).toEqual([]);
    expect(score).toBeGreaterThanOrEqual(100);
    await page.waitForTimeout(300);
    expect(refused).toEqual([]);
  });
}

test("every answer has a nonce of its own, and every script of the page bears it", async ({ page, request }) => {
  const nonceOf = (policy: string | undefined) => /'nonce-([^']+)'/.exec(policy ?? "")?.[1];
  const [first, second] = [await request.get("/"), await request.get("/")];
  const nonce = nonceOf(first.headers()["content-security-policy"]);
  expect(nonce).toMatch(/^[A-Za-z0-9+/=]{48}$/);
  expect(nonceOf(second.headers()["content-security-policy"])).not.toBe(nonce);
  const scripts = (await first.text()).match(/<script\b[^>]*>/g) ?? [];
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`) && !tag.includes("application/"))).toEqual([]);
  await page.goto("/");
  await expect(page.getByRole("button", { name: /^Copy/ }).first()).toBeVisible();
});

test("an answer of the API opened as a page does nothing", async ({ request }) => {
  const answer = await request.get("/api/v1/networks");
  expect(answer.headers()["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(answer.headers()["x-content-type-options"]).toBe("nosniff");
});
