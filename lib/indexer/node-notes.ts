import { loadChain, upsertEndpoint } from "@/lib/store/chain-rows";
import type { Store } from "@/lib/store/open-store";
import { listVerdicts } from "@/lib/store/read-verification";
import { saveVerdict, withdrawVerdicts } from "@/lib/store/verification-rows";
import type { ChainJob } from "./chain-run";

/* What the store keeps of a chain's nodes: how they fare, and what they were found to have said. */

/**
 * Writes down which nodes answered otherwise than others, and heeds what was found false in a node, here or by the verifier:
 * it is asked no more, after a restart too.
 */
export async function keepVerdicts(store: Store, job: ChainJob): Promise<void> {
  const { chainId, client } = job;
  const network = job.again?.verdictsOf ?? job.network;
  for (const { finding, ...verdict } of client.takeVerdicts()) {
    const on = { network, chainId };
    if (finding === "withdrawn") await withdrawVerdicts(store.db, on, verdict.height, verdict);
    else await saveVerdict(store.db, on, { ...verdict, isProven: finding === "false" });
  }
  const verdicts = await listVerdicts(store.db, network);
  client.quarantine(
    new Set(verdicts.filter((verdict) => verdict.chainId === chainId && verdict.isProven).map(({ url }) => url)),
  );
}

/**
 * What an earlier run left open is about blocks that are not stored yet, and is found again, or settled, when they are read. It
 * is not kept over a restart which of two nodes said what.
 */
export async function forgetOpenVerdicts(store: Store, { network, chainId, again }: ChainJob): Promise<void> {
  if (again) return;
  const chain = await loadChain(store.db, { network, chainId });
  await withdrawVerdicts(store.db, { network, chainId }, chain?.nextHeight ?? 0);
}

/** Writes down how each node fares: how far it is, how quick, how its requests ended. */
export async function writeEndpoints(store: Store, job: ChainJob): Promise<void> {
  for (const { url, ...info } of job.client.health()) {
    await upsertEndpoint(store.db, { network: job.network, chainId: job.chainId, url, info });
  }
}
