import type { Faults } from "@/devnet/tape/faults";
import { type Chance, seededChance } from "./random";

/** What can go wrong, by name: first what a node does, then what happens to the explorer's own process, disk and database. */
export const NODE_KINDS = [
  "slow",
  "resets",
  "down",
  "limited",
  "gateway",
  "cut",
  "oversized",
  "garbage",
  "wrong-shape",
  "stuck",
  "behind",
  "other-chain",
  "pruned",
  "all-pruned",
  "wrong-app-hash",
  "forked",
  "lie",
  "stale",
  "bulky",
] as const;
export const OWN_KINDS = ["kill", "clock", "disk-full", "database-kill"] as const;
export type Kind = (typeof NODE_KINDS)[number] | (typeof OWN_KINDS)[number];

/** One thing that goes wrong, from one provider head to another. */
export interface Strike {
  readonly kind: Kind;
  readonly fromHead: number;
  readonly toHead: number;
  /** Of a node's fault: whose nodes (an index into the recording's chains, the provider first) and which of its two. */
  readonly chain?: number;
  readonly nodes?: "first" | "second" | "both";
  /** Heights in it are counted from the chain's own head at that moment, see `faultsAt`. */
  readonly faults?: Faults;
  /** Of a clock that jumps. */
  readonly offsetMs?: number;
}

export interface Round {
  readonly round: number;
  readonly recording: "devnet" | "changeover";
  readonly store: "pglite" | "postgres";
  /** Provider head at the start of the round and at its end. */
  readonly fromHead: number;
  readonly untilHead: number;
  readonly strikes: readonly Strike[];
}

export interface ScheduleOptions {
  readonly seed: number;
  readonly hasPostgres: boolean;
  readonly strikesPerRound?: number;
  readonly blocksPerRound?: number;
  /** Only these kinds; default: all. */
  readonly kinds?: readonly Kind[];
}

const CHAINS = { devnet: 5, changeover: 3 } as const;
const HOUR_MS = 3_600_000;

/**
 * The rounds of a seed, without end. Kinds are dealt from a shuffled deck, so that a few rounds see all of them whatever the
 * seed is. Nothing here depends on the machine but whether it has a PostgreSQL.
 */
export function* scheduleOf(options: ScheduleOptions): Generator<Round> {
  const chance = seededChance(options.seed);
  const { strikesPerRound = 7, blocksPerRound = 200 } = options;
  let deck: Kind[] = [];
  const deal = (count: number): Kind[] => {
    const hand: Kind[] = [];
    while (hand.length < count) {
      if (deck.length === 0) deck = chance.shuffle(options.kinds ?? [...NODE_KINDS, ...OWN_KINDS]);
      hand.push(deck.pop() as Kind);
    }
    return hand;
  };
  for (let round = 1; ; round += 1) {
    const recording = chance.next() < 0.7 ? "devnet" : "changeover";
    const hand = deal(strikesPerRound);
    const mayPostgres = options.hasPostgres && !hand.includes("disk-full");
    const store = mayPostgres && (hand.includes("database-kill") || chance.next() < 0.3) ? "postgres" : "pglite";
    const untilHead = chance.between(blocksPerRound + 80, 420);
    const fromHead = untilHead - blocksPerRound;
    const strikes = apart(
      hand.map((kind) => makeStrike(kind, chance, { recording, fromHead, untilHead, store })),
      chance,
      recording,
    );
    yield {
      round,
      recording,
      store,
      fromHead,
      untilHead,
      strikes: strikes.toSorted((a, b) => a.fromHead - b.fromHead),
    };
  }
}

/**
 * Of two nodes of which one tells old state the other must be able to say so: where it is down or slow, the one that answers is
 * believed, as with one node. So nothing else strikes the provider in such a round, and not the other node the same way.
 */
function apart(strikes: readonly Strike[], chance: Chance, recording: Round["recording"]): readonly Strike[] {
  const stale = strikes.find(({ kind }) => kind === "stale");
  if (!stale?.nodes) return strikes;
  const { nodes } = stale;
  return strikes.map((strike) => {
    if (strike.kind === "stale") return { ...strike, nodes };
    return strike.chain === 0 ? { ...strike, chain: chance.between(1, CHAINS[recording] - 1) } : strike;
  });
}

type Place = Pick<Round, "recording" | "store" | "fromHead" | "untilHead">;

function makeStrike(dealt: Kind, chance: Chance, { recording, store, ...heads }: Place): Strike {
  const fromHead = chance.between(heads.fromHead, heads.untilHead - 20);
  const toHead = Math.min(heads.untilHead, fromHead + chance.between(12, 70));
  const when = { fromHead, toHead };
  // The embedded database has no server to kill but the process itself.
  const kind = dealt === "database-kill" && store === "pglite" ? "kill" : dealt;
  if (kind === "clock") {
    return { kind, ...when, offsetMs: chance.pick([-240, -1, 1, 240]) * HOUR_MS * (1 + chance.next()) };
  }
  if (kind === "kill" || kind === "disk-full" || kind === "database-kill") return { kind, ...when };
  const chain = chainFor(kind, chance, recording);
  return { kind, ...when, chain, nodes: nodesFor(kind, chance), faults: faultsOf(kind, chance, fromHead, toHead) };
}

/** The provider half of the time: all figures hang on it. Its state is what is asked for most. */
function chainFor(kind: Kind, chance: Chance, recording: Round["recording"]): number {
  if (kind === "stale") return 0;
  if (kind === "bulky") return chance.between(1, CHAINS[recording] - 1);
  return chance.next() < 0.5 ? 0 : chance.between(1, CHAINS[recording] - 1);
}

function nodesFor(kind: Kind, chance: Chance): NonNullable<Strike["nodes"]> {
  if (kind === "down") return chance.pick(["first", "both", "both"]);
  if (kind === "all-pruned" || kind === "bulky") return "both";
  // Two nodes that tell the same lie cannot be told from the truth; two of another chain are that chain.
  if (kind === "lie" || kind === "stale" || kind === "other-chain" || kind === "pruned" || kind === "forked") {
    return chance.pick(["first", "second"]);
  }
  return chance.pick(["first", "second", "both"]);
}

function faultsOf(kind: Kind, chance: Chance, fromHead: number, toHead: number): Faults {
  switch (kind) {
    case "slow":
      return { latencyMs: chance.between(40, 900) };
    case "resets":
      return { resetRate: chance.between(2, 8) / 10 };
    case "down":
      return { resetRate: 1 };
    case "limited":
      return { status429: true, ...(chance.next() < 0.5 ? { retryAfterSeconds: 1 } : {}) };
    case "gateway":
      return { status502: true };
    case "cut":
      return { cutBodies: true };
    case "oversized":
      return { oversizedBytes: 68 * 1_048_576 };
    case "garbage":
      return { garbageJson: true };
    case "wrong-shape":
      return { wrongShape: true };
    case "stuck":
      return { stuckAt: 0 };
    case "behind":
      return { behindBlocks: chance.between(3, 60) };
    case "other-chain":
      return { wrongChainId: `another-chain-${chance.between(1, 9)}` };
    case "pruned":
    case "all-pruned":
      return { prunedBefore: chance.between(-30, 5), prunedStateCode: chance.pick([18, 38]) };
    case "wrong-app-hash":
      return { wrongAppHash: chance.between(-10, 5) };
    case "forked":
      return { forkedHeaderFrom: chance.between(-10, 5), fittingHashes: chance.next() < 0.5 };
    case "lie":
      return { lieAboutBlock: chance.between(1, toHead - fromHead) };
    case "stale":
      return { staleState: chance.between(1, 40) };
    case "bulky":
      return { bulkyBlocks: { from: chance.between(0, 6), count: 2, bytes: 50 * 1_048_576 } };
    default:
      throw new Error(`${kind} is nothing a node does`);
  }
}

/** A strike's faults with the heights of a chain whose head stands at `head`. */
export function faultsAt(faults: Faults, head: number): Faults {
  const from = (offset: number | true) => (offset === true ? offset : Math.max(1, head + offset));
  const { stuckAt, prunedBefore, wrongAppHash, forkedHeaderFrom, lieAboutBlock, bulkyBlocks, ...others } = faults;
  return {
    ...others,
    ...(stuckAt === undefined ? {} : { stuckAt: Math.max(1, head + stuckAt) }),
    ...(prunedBefore === undefined ? {} : { prunedBefore: Math.max(1, head + prunedBefore) }),
    ...(wrongAppHash === undefined ? {} : { wrongAppHash: from(wrongAppHash) }),
    ...(forkedHeaderFrom === undefined ? {} : { forkedHeaderFrom: Math.max(1, head + forkedHeaderFrom) }),
    ...(lieAboutBlock === undefined ? {} : { lieAboutBlock: Math.max(1, head + lieAboutBlock) }),
    ...(bulkyBlocks === undefined
      ? {}
      : { bulkyBlocks: { ...bulkyBlocks, from: Math.max(1, head + bulkyBlocks.from) } }),
  };
}

/** One line for a person: the whole of a strike, so that a schedule can be read and compared. */
export function describeStrike({ kind, fromHead, toHead, chain, nodes, faults, offsetMs }: Strike): string {
  const where = chain === undefined ? "" : ` chain ${chain} ${nodes}`;
  const what = faults
    ? ` ${JSON.stringify(faults)}`
    : offsetMs === undefined
      ? ""
      : ` ${(offsetMs / HOUR_MS).toFixed(1)} h`;
  return `${fromHead}–${toHead} ${kind}${where}${what}`;
}
