import type { FindingRule } from "./finding-rules";
import { consumerPage, duration, percent, validatorsPage } from "./finding-words";
import type { FindingsInput } from "./findings-input";
import { shareBps } from "./security-figures";
import { millisBetween } from "./time";

/** No block for this many times the usual interval is a halt (product.md §5). */
const HALT_FACTOR = 10;
const LOW_BPS = 7_000;

const isLaunched = ({ phase }: FindingsInput) => phase === "launched";

/** Power online as hundredths of a percent, and whether it is too little to make a block (more than two thirds). */
function power(view: FindingsInput): { bps: number; isBelowQuorum: boolean } | undefined {
  if (!isLaunched(view) || view.powerOnline === undefined) return undefined;
  const { signed, total } = view.powerOnline;
  const bps = shareBps(signed, total);
  return bps === undefined ? undefined : { bps, isBelowQuorum: signed * 3n <= total * 2n };
}

/** Rules about the consumer's own chain and its nodes. */
export const CHAIN_RULES: readonly FindingRule[] = [
  [
    "set-differs",
    (view) => {
      if (!isLaunched(view) || view.setsMatch !== false) return undefined;
      return {
        severity: "bad",
        sentence: "Its validators are not the set the provider stored for the last update it received.",
        link: validatorsPage(view),
      };
    },
  ],
  [
    "power-low",
    (view) => {
      const online = power(view);
      if (online === undefined || online.isBelowQuorum || online.bps >= LOW_BPS) return undefined;
      return {
        severity: "warn",
        sentence: `Only ${percent(online.bps)} of its power signs; below 66.67 % it stops.`,
        link: validatorsPage(view),
      };
    },
  ],
  [
    "power-below-quorum",
    (view) => {
      const online = power(view);
      if (online === undefined || !online.isBelowQuorum) return undefined;
      return {
        severity: "bad",
        sentence: `Only ${percent(online.bps)} of its power is online, and it takes more than 66.67 % to make a block.`,
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
        sentence: `No block since ${consumerHead.height} at ${consumerHead.time}; it usually makes one every ${duration(consumerBlockMs)}.`,
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
          ? "None of the nodes we know of this chain answers; what is shown of it comes from the provider or from before."
          : `${endpoints.configured - endpoints.reachable} of the ${endpoints.configured} nodes we know of this chain ${endpoints.configured - endpoints.reachable === 1 ? "does" : "do"} not answer.`,
        link: "/status",
      };
    },
  ],
  [
    "endpoints-disagree",
    ({ endpoints }) =>
      endpoints?.disagree === true
        ? {
            severity: "bad",
            sentence: "The nodes we know of this chain give different answers for the same height.",
            link: "/status",
          }
        : undefined,
  ],
];
