import { expect, type Page, test } from "@playwright/test";
import { parseConsAddress } from "../lib/ics/address";
import { phaseOf, storedSetOf } from "../test/record/provider-rows";
import { openRecord, recordingDir } from "../test/record/record-reader";

/* Expected sets: raw rows of prefix 31 in the recording, read by a reader that shares no code with the page. */

const record = openRecord(recordingDir("first"));
const EPOCH = 30;
const LAST = 1_515;

/** What the page says the next set is: provider consensus address in hex → power. */
async function nextSet(page: Page, addresses: ReadonlyMap<string, string>): Promise<Record<string, string>> {
  // Drawn once the page's scripts run: from here on the figures are the browser's own.
  await expect(page.getByRole("button", { name: /^Copy/ }).first()).toBeVisible();
  const rows = await page
    .locator("table")
    .first()
    .evaluate((table) =>
      [...((table as HTMLTableElement).tBodies[0]?.rows ?? [])].map((row) => ({
        href: row.querySelector("a")?.getAttribute("href") ?? "",
        next: row.querySelector('[data-label="Next epoch"]')?.textContent ?? "",
      })),
    );
  return Object.fromEntries(
    rows
      .filter(({ next }) => /\d/.test(next))
      .map(({ href, next }) => [
        addresses.get(/validators\/([^?]+)/.exec(href)?.[1] ?? "") ?? href,
        next.replaceAll(/\D/g, ""),
      ]),
  );
}

async function addressesByOperator(page: Page): Promise<Map<string, string>> {
  const { data: networks } = await (await page.request.get("/api/v1/networks")).json();
  const { data } = await (await page.request.get(`/api/v1/${networks[0].network}/validators`)).json();
  return new Map(
    data.map((row: { operator: string; providerConsAddress: string }) => [
      row.operator,
      parseConsAddress(row.providerConsAddress) ?? "",
    ]),
  );
}

function storedAt(consumer: string, height: number): Record<string, string> {
  const rows = record.storeAt(record.provider, "provider", height);
  return Object.fromEntries(storedSetOf(rows, consumer).map(({ consAddress, power }) => [consAddress, String(power)]));
}

for (const consumer of ["0", "1", "2", "3"]) {
  test(`with nothing changed, the browser computes the stored set of consumer ${consumer} at every epoch`, async ({
    page,
  }) => {
    test.setTimeout(240_000);
    const addresses = await addressesByOperator(page);
    let compared = 0;
    for (let height = EPOCH; height <= LAST; height += EPOCH) {
      if (phaseOf(record.storeAt(record.provider, "provider", height), consumer) !== 3) continue;
      await page.goto(`/what-if?consumer=${consumer}&height=${height}`, { waitUntil: "domcontentloaded" });
      expect(await nextSet(page, addresses), `consumer ${consumer} at ${height}`).toEqual(storedAt(consumer, height));
      compared += 1;
    }
    expect(compared).toBeGreaterThan(40);
  });
}

// Stake that moved in the epoch block itself counts in it (lib/ics/next-set.ts), so it is entered by hand as well.
test("entered by hand before the epoch, the owner's late change gives the set stored after it", async ({ page }) => {
  const addresses = await addressesByOperator(page);
  await page.goto("/what-if?consumer=1&height=1349");
  await expect(page.getByRole("button", { name: /^Copy/ }).first()).toBeVisible();
  await page.getByLabel(/^Power cap/).fill("34");
  await page.getByLabel(/^Set cap/).fill("9");
  await page.getByText("Lists, opt-ins and delegations").click();
  const [prioritised] = await prioritisedAt(page);
  await page.getByLabel("Priority list").fill(prioritised ?? "");
  await page.getByLabel(/^Delegations/).fill(delegationsIn(1_350).join("\n"));
  await page.getByRole("button", { name: "Compute" }).click();
  await expect(page).toHaveURL(/setCap=9/);
  await expect(page).toHaveURL(/powerCap=34/);
  expect(await nextSet(page, addresses)).toEqual(storedAt("1", 1_350));
  await page.goBack();
  await expect(page).not.toHaveURL(/delegate=/);
  await expect(page.getByLabel(/^Delegations/)).toHaveValue("");
});

/** What the raw events of a provider block say of stake that moved: operator:base units. */
function delegationsIn(height: number): string[] {
  const { txs_results, finalize_block_events } = record.blockAt(record.provider, height).results;
  const events = [...(txs_results ?? []).flatMap(({ events }) => events), ...finalize_block_events];
  return events.flatMap(({ type, attributes }) => {
    const attr = (name: string) => attributes.find(({ key }) => key === name)?.value ?? "";
    const amount = /^\d+/.exec(attr("amount"))?.[0] ?? "0";
    if (type === "delegate") return [`${attr("validator")}:${amount}`];
    if (type === "unbond") return [`${attr("validator")}:-${amount}`];
    if (type !== "redelegate") return [];
    return [`${attr("source_validator")}:-${amount}`, `${attr("destination_validator")}:${amount}`];
  });
}

/** The list the owner sent, as the provider stores it afterwards. */
async function prioritisedAt(page: Page): Promise<string[]> {
  const { data: networks } = await (await page.request.get("/api/v1/networks")).json();
  const answer = await page.request.get(`/api/v1/${networks[0].network}/consumers/1?height=1350`);
  const list: string[] = (await answer.json()).data.powerShaping.prioritylist;
  return [list.join("\n")];
}

test("what cannot be is a sentence, and the page stands", async ({ page }) => {
  await page.goto("/what-if?consumer=2&topN=42&powerCap=1&delegate=nobody:5&optOut=%F0%9F%92%A9");
  await expect(page.getByText("Top N is 0, or 50 to 100")).toBeVisible();
  await expect(page.getByText(/no validator of the provider/).first()).toBeVisible();
  await page.getByText("How the power cap of 1 % is worked out").click();
  await expect(page.getByText(/a cap of 1 % cannot hold/)).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("NaN");
});
