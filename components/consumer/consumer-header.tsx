"use client";

import { Tabs } from "@/components/ui/tabs";
import { Term } from "@/components/ui/term";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import { safeText } from "@/lib/format/safe-text";
import { consumerName, kindWords } from "./consumer-words";
import { PhaseMark } from "./phase-mark";

/** Tabs of a consumer, in order: the rest of its path, and the word. One a line. */
const TABS = [
  { tab: "", word: "Overview" },
  { tab: "/launch", word: "Launch" },
  { tab: "/validators", word: "Validators" },
  { tab: "/history", word: "History" },
  { tab: "/slashes", word: "Slashes" },
  { tab: "/packets", word: "Packets" },
  { tab: "/security", word: "Security" },
  { tab: "/rewards", word: "Rewards" },
  { tab: "/blocks", word: "Blocks" },
] as const;
export type ConsumerTab = (typeof TABS)[number]["tab"];

/** Which consumer this is: name, number, chain id, phase, kind; and its tabs. */
export function ConsumerHeader({
  consumer,
  tab,
}: {
  consumer: Pick<ConsumerListItem, "consumerId" | "name" | "chainId" | "phase" | "kind" | "topN">;
  tab: ConsumerTab;
}) {
  const path = `/consumers/${consumer.consumerId}`;
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-4">
        <span className="font-semibold">{consumerName(consumer)}</span>
        <span className="text-muted">
          <Term id="consumer-id">consumer {consumer.consumerId}</Term>
        </span>
        <span className="font-mono text-[0.9286rem]">{safeText(consumer.chainId, 50)}</span>
        <PhaseMark phase={consumer.phase} />
        <span>
          {consumer.kind === "top-n" ? (
            <Term id="top-n">{kindWords(consumer)}</Term>
          ) : (
            <Term id="opt-in">{kindWords(consumer)}</Term>
          )}
        </span>
      </p>
      <Tabs
        label="This consumer"
        current={`${path}${tab}`}
        tabs={TABS.map(({ tab: rest, word }) => ({ to: `${path}${rest}`, word }))}
      />
    </>
  );
}
