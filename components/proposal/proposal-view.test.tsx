import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { ClockProvider } from "@/components/ui/clock";
import { PlaceProvider } from "@/components/ui/place";
import type { ProposalView as View } from "@/lib/api/contracts/proposal";
import { proposalQuery } from "@/lib/api/proposals-query";
import { ProposalView } from "./proposal-view";
import { aMember, anEffect, aProposal } from "./test-proposals";

afterEach(cleanup);

function draw(view: View) {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } },
  });
  client.setQueryData(proposalQuery("net", view.id, undefined, 20).queryKey, {
    data: view,
    asOf: view.chainAt,
  } as never);
  return render(
    <QueryClientProvider client={client}>
      <PlaceProvider place={{ network: "net", prefix: "", height: 20 }}>
        <ClockProvider nowMs={1_772_446_368_000}>
          <ProposalView id={view.id} chain={undefined} />
        </ClockProvider>
      </PlaceProvider>
    </QueryClientProvider>,
  );
}

const HOSTILE = '<img src=x onerror="alert(1)">\u202egnp.exe\u0000';

test("titles, summaries, reasons, monikers and values are text, whatever they hold", () => {
  const { container } = draw(
    aProposal({
      title: HOSTILE,
      summary: `${HOSTILE} javascript:alert(1)`,
      metadata: "javascript:alert(1)",
      status: "failed",
      reason: HOSTILE,
      mentions: ["3"],
      effects: [anEffect({ enters: [aMember(HOSTILE)] })],
      content: [{ type: `/x.${HOSTILE}`, depth: 0, size: 3, fields: { name: HOSTILE, list: ["\u2066"] } }],
    }),
  );
  expect(container.querySelector("img")).toBeNull();
  expect(container.querySelectorAll('a[href^="javascript:"]')).toHaveLength(0);
  expect(container.textContent).not.toMatch(/[\0\u202a-\u202e\u2066-\u2069]/);
  expect(screen.getAllByText(/<img src=x/).length).toBeGreaterThan(2);
});

test("a mention is called a guess, and an undecoded message is bytes", () => {
  draw(aProposal({ mentions: ["3"], content: [{ type: "/a.v1.Msg", depth: 0, size: 2, raw: "ff00" }] }));
  expect(screen.getByText(/That is a guess from names/)).toBeDefined();
  expect(screen.getByText("ff00")).toBeDefined();
});

test("who is set free is listed under words that say so", () => {
  draw(aProposal({ effects: [anEffect({ released: [aMember("Quartz")] })] }));
  expect(screen.getByRole("heading", { name: /No longer obliged: they stay until they opt out/ })).toBeDefined();
  expect(screen.getByRole("link", { name: "Quartz" }).getAttribute("href")).toBe(
    "/validators/cosmosvaloper1abc?height=20",
  );
});
