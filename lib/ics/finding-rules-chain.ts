import type { FindingRule } from "./finding-rules";
import { consumerPage, disagreementSentence, duration, moment, percent, since, validatorsPage } from "./finding-words";
import type { FindingsInput } from "./findings-input";
import { isBelowQuorum, isPowerLow, onlineBps } from "./power-online";
import { millisBetween } from "./time";

/** No block for this many times the usual interval is a halt (product.md §5). */
const HALT_FACTOR = 10;
const isLaunched = ({ phase }: FindingsInput) => phase === "launched";

/** Rules about the consumer's own chain and its nodes. */
export const CHAIN_RULES: readonly FindingRule[] = [
  [
    "set-differs",
    (view) => {
      if (!isLaunched(view) || view.setsMatch !== false) return undefined;
      return {
        severity: "bad",
        sentence: "Its validators are not the set the provider stored for the last update it received.",
        ...since(view.since?.setDiffers),
        link: validatorsPage(view),
      };
    },
  ],
  [
    "power-low",
    (view) => {
      const { powerOnline: online } = view;
      if (!isLaunched(view) || online === undefined || isBelowQuorum(online) || !isPowerLow(online)) return undefined;
      return {
        severity: "warn",
        sentence: `Only ${percent(onlineBps(online) ?? 0)} of its power signs; below 66.67 % it stops.`,
        ...since(view.since?.powerLow),
        link: validatorsPage(view),
      };
    },
  ],
  [
    "power-below-quorum",
    (view) => {
      const { powerOnline: online } = view;
      if (!isLaunched(view) || online === undefined || !isBelowQuorum(online)) return undefined;
      return {
        severity: "bad",
        sentence: `Only ${percent(onlineBps(online) ?? 0)} of its power is online, and it takes more than 66.67 % to make a block.`,
        ...since(view.since?.powerBelowQuorum),
        link: validatorsPage(view),
      };
    },
  ],
  [
    "halted",
    (view) => {
      const { consumerHead, consumerBlockMs, now } = view;
      if (!isLaunched(view) || consumerHead === undefined || consumerBlockMs === undefined) return undefined;
      if (millisBetween(consumerHead.time, now.time) <= HALT_FACTOR * consumerBlockMs) return undefined;
      return {
        severity: "bad",
        sentence: `No block since ${consumerHead.height} at ${moment(consumerHead.time)}; it usually makes one every ${duration(consumerBlockMs)}.`,
        since: consumerHead,
        link: consumerPage(view),
      };
    },
  ],
  [
    "rewards-held",
    (view) => {
      const [first, ...more] = view.rewardsHeld ?? [];
      if (first === undefined || view.phase === "deleted") return undefined;
      const others = more.length === 0 ? "" : ` and ${more.length} other ${more.length === 1 ? "denom" : "denoms"}`;
      return {
        severity: "warn",
        sentence: `Its rewards of ${first.amount} ${first.denom}${others} are held back: the provider does not allow the denom.`,
        ...since(view.since?.rewardsHeld),
        link: `/consumers/${view.consumerId}/rewards`,
      };
    },
  ],
  [
    "endpoint-unreachable",
    ({ endpoints }) => {
      if (endpoints === undefined || endpoints.reachable >= endpoints.configured) return undefined;
      const isNone = endpoints.reachable === 0;
      return {
        severity: isNone ? "bad" : "warn",
        sentence: isNone
          ? `None of the nodes we know of this chain answers${endpoints.lastSeen ? `; the last block they showed is ${endpoints.lastSeen.height}` : ""}. What is shown of it comes from the provider or from before.`
          : `${endpoints.configured - endpoints.reachable} of the ${endpoints.configured} nodes we know of this chain ${endpoints.configured - endpoints.reachable === 1 ? "does" : "do"} not answer.`,
        ...since(endpoints.lastSeen),
        link: "/status",
      };
    },
  ],
  [
    "endpoints-disagree",
    ({ endpoints }) =>
      endpoints?.disagree
        ? { severity: "bad", sentence: disagreementSentence(endpoints.disagree), link: "/status" }
        : undefined,
  ],
];
