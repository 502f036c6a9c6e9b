import { ChainError } from "@/lib/chain/errors";
import { fetchTendermintClient } from "@/lib/chain/ibc-client";
import type { ChainClient, DecodedBlock } from "@/lib/chain/types";
import { RangeBook } from "./range-book";

/** A light client on one chain, as that chain's events tell it. Height of the counterparty, without the revision. */
export interface ClientFact {
  readonly clientId: string;
  readonly latestHeight: number;
  readonly frozen: boolean;
  readonly trustingPeriodNs?: bigint;
}

const GO_UNITS: Readonly<Record<string, bigint>> = {
  h: 3_600_000_000_000n,
  m: 60_000_000_000n,
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1_000n,
  µs: 1_000n,
  ns: 1n,
};

/** Go's `time.Duration.String()` ("79m12s", "1.5s", §0.4) → nanoseconds; `undefined` for anything else. */
export function parseGoDuration(text: string): bigint | undefined {
  if (!/^(?:\d+(?:\.\d{1,9})?(?:h|ms|us|µs|ns|m|s))+$/.test(text)) return undefined;
  let total = 0n;
  for (const [, whole = "0", fraction = "", unit = "s"] of text.matchAll(/(\d+)(?:\.(\d{1,9}))?(h|ms|us|µs|ns|m|s)/g)) {
    const scale = GO_UNITS[unit] ?? 0n;
    total +=
      BigInt(whole) * scale + (fraction === "" ? 0n : (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length));
  }
  return total;
}

/** A client whose state a node would not give is asked for again after so many blocks, then twice as many, and so on. */
const ASK_AGAIN_BLOCKS = 30;

/** Follows the light clients that a chain's events name (§5.4). */
export class ClientTracker {
  readonly book = new RangeBook<ClientFact>((client) => client.clientId);
  readonly #askAgain = new Map<string, { readonly at: number; readonly wait: number }>();

  /**
   * Reads the state of clients whose trusting period no event told: those made in a genesis, over an older connection, or
   * before the record begins. What a node cannot say stays unknown and is asked for again later.
   */
  async complete(
    clientIds: readonly string[],
    chain: ChainClient,
    height: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const due = clientIds.filter(
      (id) => this.book.get(id)?.trustingPeriodNs === undefined && height >= (this.#askAgain.get(id)?.at ?? 0),
    );
    await Promise.all(
      due.map(async (clientId) => {
        try {
          const read = await fetchTendermintClient(chain, clientId, height, signal);
          const known = this.book.get(clientId)?.latestHeight ?? 0;
          this.book.set({ ...read, latestHeight: Math.max(known, read.latestHeight) }, height);
        } catch (error) {
          if (!(error instanceof ChainError) || error.retryable || error.code === "aborted") throw error;
          const wait = (this.#askAgain.get(clientId)?.wait ?? ASK_AGAIN_BLOCKS / 2) * 2;
          this.#askAgain.set(clientId, { at: height + wait, wait });
        }
      }),
    );
  }

  follow({ events, height }: DecodedBlock): void {
    for (const { type, attrs } of events) {
      const clientId = attrs.client_id;
      if (clientId === undefined) continue;
      const before = this.book.get(clientId);
      if (type === "create_client" || type === "update_client") {
        const latestHeight = Number(/-(\d+)$/.exec(attrs.consensus_height ?? "")?.[1] ?? Number.NaN);
        // An update to an older height fills a hole and does not move the client.
        if (!Number.isSafeInteger(latestHeight) || (before && before.latestHeight >= latestHeight)) continue;
        this.book.set({ ...before, clientId, latestHeight, frozen: false }, height);
      } else if (type === "consumer_client_created" && before) {
        const trustingPeriodNs = parseGoDuration(attrs.trusting_period ?? "");
        if (trustingPeriodNs !== undefined) this.book.set({ ...before, trustingPeriodNs }, height);
      } else if (type === "client_misbehaviour" && before) {
        this.book.set({ ...before, frozen: true }, height);
      }
    }
  }
}
