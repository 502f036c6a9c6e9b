import { boot } from "@/lib/server/boot";
import { deps } from "@/lib/server/deps";
import { listChains } from "@/lib/store/chain-rows";
import { listGaps } from "@/lib/store/read-chain";
import { callRoute } from "../support/call-route";
import { dumpStore } from "../support/store-dump";

/** What the suite asks of the process it torments. */
export type Question =
  | { readonly id: number; readonly ask: "rows" }
  | { readonly id: number; readonly ask: "answer"; readonly network: string; readonly path: string };

export interface RowsAnswer {
  /** First height not stored yet, by chain; read before the rows. */
  readonly cursors: Readonly<Record<string, number>>;
  readonly states: Readonly<Record<string, string>>;
  readonly gaps: readonly { readonly chainId: string; readonly from: number; readonly to: number }[];
  readonly rows: Record<string, string[]>;
}

/*
 * The explorer's process as `npm start` makes it, without Next in front: store, indexer in its thread, upkeep, and the routes of
 * the API, asked by message.
 */
async function main(): Promise<void> {
  process.on("message", (question: Question) => void answer(question));
  await boot();
  process.send?.({ type: "ready" });
}

async function answer(question: Question): Promise<void> {
  const { id } = question;
  try {
    const value = question.ask === "rows" ? await rows() : await routeAnswer(question.network, question.path);
    process.send?.({ id, value });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
}

async function rows(): Promise<RowsAnswer> {
  const { store, networks } = await deps();
  const name = networks[0]?.name ?? "";
  const chains = await listChains(store.db, name);
  const gaps = await listGaps(store.db, name);
  return {
    cursors: Object.fromEntries(chains.map(({ chainId, nextHeight }) => [chainId, nextHeight ?? 0])),
    states: Object.fromEntries(
      chains.map(({ chainId, state, stateDetail }) => [chainId, `${state} ${stateDetail ?? ""}`]),
    ),
    gaps: gaps.map(({ chainId, fromHeight: from, toHeight: to }) => ({ chainId, from, to })),
    rows: await dumpStore(store),
  };
}

async function routeAnswer(network: string, path: string): Promise<{ status: number; body: string }> {
  const response = await callRoute(network, path);
  return { status: response.status, body: await response.text() };
}

await main();
