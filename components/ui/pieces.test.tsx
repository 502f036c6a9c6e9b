import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Address } from "./address";
import { Amount } from "./amount";
import { ClockProvider } from "./clock";
import { DataTable } from "./data-table";
import { PanelErrorBoundary } from "./panel-error-boundary";
import { placeHref } from "./place-href";
import { Time } from "./time";
import { Unknown } from "./unknown";

const errors = vi.spyOn(console, "error");
beforeEach(() => errors.mockClear());
afterEach(() => {
  cleanup();
  expect(errors).not.toHaveBeenCalled();
});

const fragile = { isBroken: false };
function Fragile() {
  if (fragile.isBroken) throw new Error("no");
  return <p>drawn</p>;
}

test("a table has a caption, column heads, and a head for each row", () => {
  render(
    <DataTable
      caption="Consumers"
      rows={[{ id: "1", power: "5" }]}
      rowKey={({ id }) => id}
      empty="None."
      columns={[
        { key: "id", label: "Id", cell: ({ id }) => id },
        { key: "power", label: "Power", sort: "descending", isNumeric: true, cell: ({ power }) => power },
      ]}
    />,
  );
  const table = screen.getByRole("table", { name: "Consumers" });
  expect(within(table).getByRole("columnheader", { name: "Power" }).getAttribute("aria-sort")).toBe("descending");
  expect(within(table).getByRole("rowheader", { name: "1" })).toBeDefined();
  expect(within(table).getByRole("cell", { name: "5" }).getAttribute("data-label")).toBe("Power");
});

test("a table without rows says so in words", () => {
  render(<DataTable caption="x" rows={[]} rowKey={() => ""} empty="No one has opted in." columns={[]} />);
  expect(screen.getByText("No one has opted in.")).toBeDefined();
  expect(screen.queryByRole("table")).toBeNull();
});

test("what is unknown says why, and never looks like a number", () => {
  render(<Unknown because="pruned" />);
  expect(screen.getByText("unknown · pruned by the node")).toBeDefined();
  expect(screen.getByText(/have deleted their state of that height/)).toBeDefined();
});

test("a shortened address keeps its whole self for screen readers", () => {
  const value = "cosmosvaloper1abcdefghijklmnopqrstuvwxyz023456789";
  render(<Address value={value} />);
  expect(screen.getByText(value).className).toContain("sr-only");
  expect(screen.getByText("cosmosvaloper1abcd…456789").getAttribute("aria-hidden")).toBe("true");
});

test("an age is told on the network's clock, not on the reader's", () => {
  render(
    <ClockProvider nowMs={Date.UTC(2026, 2, 2, 12, 0, 4)}>
      <Time iso="2026-03-02T12:00:00.000000001Z" />
    </ClockProvider>,
  );
  const time = screen.getByText("4 s ago");
  expect(time.getAttribute("datetime")).toBe("2026-03-02T12:00:00.000000001Z");
  expect(time.title).toBe("2 Mar 2026 12:00:00 UTC");
});

test("an amount is short for the eye and exact for those who ask", () => {
  render(<Amount base="377412345678901" exponent={6} unit="ATOM" />);
  expect(screen.getByText("377.4 M ATOM")).toBeDefined();
  expect(screen.getByTitle("377 412 345.678901 ATOM")).toBeDefined();
});

test("one panel that fails leaves the others, and can be drawn again", () => {
  errors.mockImplementation(() => undefined);
  fragile.isBroken = true;
  render(
    <PanelErrorBoundary what="The table">
      <Fragile />
    </PanelErrorBoundary>,
  );
  expect(screen.getByRole("alert").textContent).toContain("The table could not be drawn.");
  fragile.isBroken = false;
  fireEvent.click(screen.getByRole("button", { name: "Draw it again" }));
  expect(screen.getByText("drawn")).toBeDefined();
  errors.mockReset(); // React reports the thrown error, which this test is about.
});

test("links keep network and pinned height, and a height of their own wins", () => {
  expect(placeHref({ network: "a", prefix: "" }, "/")).toBe("/");
  expect(placeHref({ network: "a", prefix: "/a" }, "/")).toBe("/a");
  expect(placeHref({ network: "a", prefix: "/a", height: 7 }, "/consumers?phase=launched#x")).toBe(
    "/a/consumers?phase=launched&height=7#x",
  );
  expect(placeHref({ network: "a", prefix: "", height: 7 }, "/consumers?height=9")).toBe("/consumers?height=9");
});
