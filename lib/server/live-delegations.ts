import "server-only";
import { type Delegation, fetchDelegations } from "@/lib/chain/delegations";
import { createChainClient } from "@/lib/chain/endpoint-pool";
import { ChainError } from "@/lib/chain/errors";
import type { ChainClient } from "@/lib/chain/types";
import type { NetworkConfig } from "@/lib/config/networks";
import { Lru } from "./lru";
import { fault, type ReadFault } from "./outcome";

/*
 * 2026-11-27 · The one place behind a route that asks a node. Who delegates to whom is not indexed: it would be a row for
 * every account of the chain. So it is read when somebody asks, of the configured nodes of the provider alone, never of an
 * address that comes with the request. Bounded: a deadline, few at a time, answers kept for a moment.
 */

const DEADLINE_MS = 6_000;
const KEPT_MS = 30_000;
const MAX_AT_ONCE = 4;

interface Live {
  readonly clients: WeakMap<NetworkConfig, ChainClient>;
  readonly answers: Lru<readonly Delegation[]>;
  running: number;
}

/** Route bundles do not share module scope. */
function live(): Live {
  const held = globalThis as { explorerLive?: Live };
  held.explorerLive ??= { clients: new WeakMap(), answers: new Lru(200), running: 0 };
  return held.explorerLive;
}

/** Delegations of an account at a height or at the head, or in one sentence why they cannot be told. */
export async function readDelegations(
  config: NetworkConfig,
  chainId: string,
  account: string,
  height: number | undefined,
  nowMs: number,
): Promise<readonly Delegation[] | ReadFault> {
  const { answers } = live();
  const moment = height === undefined ? `live ${Math.floor(nowMs / KEPT_MS)}` : String(height);
  try {
    return await answers.get(`${config.name} ${chainId} ${account} ${moment}`, () =>
      ask(config, chainId, account, height),
    );
  } catch (error) {
    if (error instanceof Busy) {
      return fault(
        503,
        "delegations-busy",
        "Too many delegations are being read from the nodes right now; a moment later it will go.",
      );
    }
    if (!(error instanceof ChainError)) throw error;
    const isLate = error.code === "timeout" || error.code === "aborted";
    const why = isLate ? `did not answer within ${DEADLINE_MS / 1_000} s` : `refused: ${reasonOf(error)}`;
    return fault(
      isLate ? 504 : 502,
      `delegations-${isLate ? "timeout" : error.code}`,
      `Whom ${account} delegates to is read from the nodes of ${chainId} when somebody asks, and they ${why}. Validators can be named one by one all the same.`,
    );
  }
}

class Busy extends Error {}

async function ask(
  config: NetworkConfig,
  chainId: string,
  account: string,
  height: number | undefined,
): Promise<readonly Delegation[]> {
  const state = live();
  if (state.running >= MAX_AT_ONCE) throw new Busy();
  state.running += 1;
  try {
    let client = state.clients.get(config);
    if (!client) {
      client = createChainClient({
        urls: config.provider.rpc,
        label: `${config.name} provider, delegations`,
        chainId,
        timeoutMs: DEADLINE_MS / 2,
        maxBytes: 4 * 1_048_576,
      });
      state.clients.set(config, client);
    }
    return await fetchDelegations(client, account, height, AbortSignal.timeout(DEADLINE_MS));
  } finally {
    state.running -= 1;
  }
}

/** What the node said, without what names our endpoint; the record of a network says "not recorded" here. */
function reasonOf({ message }: ChainError): string {
  if (/not recorded/.test(message))
    return "not recorded (this network is a recording, which has no delegations of accounts)";
  if (/failed to load state|not kept|pruned/.test(message)) return "the state of that block is not kept any more";
  return "they could not be read";
}
