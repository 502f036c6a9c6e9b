import "server-only";
import type { Logger } from "pino";
import type { NetworkConfig } from "@/lib/config/networks";
import type { Slots } from "@/lib/ics/stake-table";
import type { StoredValidator } from "@/lib/ics/types";
import type { Store } from "@/lib/store/open-store";
import type { LeftSet } from "@/lib/store/read-duties";
import type { ChainHistory } from "./chain-history";
import type { ConsumerSides } from "./consumer-sides";
import type { DutyDesk } from "./duty-desk";
import type { EpochStakes } from "./epoch-stakes";
import { Lru } from "./lru";
import type { NetworkIndex } from "./network-index";
import type { ProviderSnapshot } from "./provider-snapshot";
import type { ProviderTables } from "./provider-tables";
import type { RateLimit } from "./rate-limit";
import type { SetHistory } from "./set-history";

/** What is kept between requests. Everything in it can be made again from the store. */
export interface ServerCache {
  /** Chains and how far they are indexed; asked again after a moment. */
  readonly index: Map<string, { readonly at: number; readonly value: Promise<NetworkIndex> }>;
  /** By network, what its rows did not tell when the index was last read. */
  readonly unread: Map<string, string>;
  /** State of a provider after one of its blocks: never changes once made. */
  readonly snapshots: Lru<ProviderSnapshot>;
  /** By chain, a number for each validator ever seen, by which stored sets know their members. */
  readonly slots: Map<string, Slots>;
  /** By chain, the last states of its large tables: the next one is made of one of them. */
  readonly tables: Map<string, readonly ProviderTables[]>;
  /** By chain, what of its past stands once it has happened. */
  readonly histories: Map<string, ChainHistory>;
  readonly sides: Lru<ConsumerSides>;
  /** What duties are derived from, as long as the sides they belong to are kept. */
  readonly desks: WeakMap<ConsumerSides, Promise<DutyDesk>>;
  /** Stored sets of consumers at past heights, by chain, height and consumer. */
  readonly storedSets: Lru<readonly StoredValidator[]>;
  /** Which sets a validator left, by chain and the last height at which anybody left one. */
  readonly leftSets: Lru<readonly LeftSet[]>;
  /** How consumers' sets grew, by chain and consumer. */
  readonly setHistories: Lru<SetHistory>;
  /** Validators after past epochs, by chain and block. */
  readonly stakes: Lru<EpochStakes>;
  /** Finished answers by route and version. */
  readonly bodies: Lru<{ readonly text: string; readonly etag: string }>;
  /** PNG of cards, some 40 kB each. */
  readonly cards: Lru<Uint8Array<ArrayBuffer>>;
}

/** Everything that routes and pages stand on. One per process, made by `boot`. */
export interface ServerDeps {
  readonly store: Store;
  readonly networks: readonly NetworkConfig[];
  readonly log: Pick<Logger, "error" | "warn" | "info">;
  readonly metricsToken?: string;
  readonly publicUrl?: string;
  /** Whether anybody verifies what is shown; left out: somebody does. */
  readonly isVerifying?: boolean;
  /** Left out when nobody is limited. */
  readonly rateLimit?: RateLimit;
  readonly cache: ServerCache;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
}

export function createCache(): ServerCache {
  return { index: new Map(), unread: new Map(), ...createDerived() };
}

/** Lets go of all that was made of rows: they have been replaced. Who reads right now ends with what was there before. */
export function forgetDerived(cache: ServerCache): void {
  Object.assign(cache, createDerived());
}

function createDerived(): Omit<ServerCache, "index" | "unread"> {
  return {
    snapshots: new Lru(64),
    slots: new Map(),
    tables: new Map(),
    histories: new Map(),
    sides: new Lru(64),
    desks: new WeakMap(),
    storedSets: new Lru(4_000),
    leftSets: new Lru(4_000),
    setHistories: new Lru(100),
    stakes: new Lru(128),
    bodies: new Lru(500),
    cards: new Lru(100),
  };
}

interface Held {
  explorerDeps?: { readonly promise: Promise<ServerDeps>; readonly resolve: (deps: ServerDeps) => void };
}

/** Route bundles and instrumentation do not share module scope, so what they share hangs on `globalThis`. */
function held(): NonNullable<Held["explorerDeps"]> {
  const global = globalThis as Held;
  if (!global.explorerDeps) {
    let resolve: (deps: ServerDeps) => void = () => undefined;
    const promise = new Promise<ServerDeps>((done) => {
      resolve = done;
    });
    global.explorerDeps = { promise, resolve };
  }
  return global.explorerDeps;
}

/** The process's store, networks and caches; waits for the boot. */
export function deps(): Promise<ServerDeps> {
  return held().promise;
}

/** Hands what was booted to all that wait for it. */
export function provideDeps(made: ServerDeps): void {
  held().resolve(made);
}
