import { expect, test } from "vitest";
import type { SlashItem, SlashView } from "@/lib/api/contracts/slash";
import { getBody } from "../support/call-route";
import { ledgerTests } from "./slash-ledger";

ledgerTests("changeover", "changeover", 720);

test("the provider's double sign, and the double vote punished after the validator had left the consumer", async () => {
  const { data } = await getBody<{ data: SlashItem[] }>("changeover", "slashes?height=720");
  expect(data).toMatchObject([
    {
      id: "250-0",
      kind: "double-sign",
      origin: { chainId: "ics-lapse-1", consumerId: "1" },
      amount: "8433450000",
      tombstoned: true,
      onConsumer: { height: 115 },
    },
    {
      id: "235-0",
      kind: "double-sign",
      origin: { chainId: "ics-harbor-1" },
      amount: "10488950000",
      infractionHeight: 232,
      tombstoned: true,
    },
  ]);
  const { data: own } = await getBody<{ data: SlashView }>("changeover", "slashes/235-0?height=720");
  expect(own.story.map(({ step }) => step)).toEqual(["offence", "punished"]);
});
