import { mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { startTape } from "@/devnet/tape/tape";
import { parseNetworks } from "@/lib/config/networks";
import { runIndexer } from "@/lib/indexer/run-indexer";
import { exportRecord } from "@/lib/snapshot/export-record";
import { migrate } from "@/lib/store/migrate";
import { openStore } from "@/lib/store/open-store";
import { createNodeCrypto } from "@/lib/verifier/node-crypto";
import { verifyDue } from "@/lib/verifier/run-verifier";

/*
 * npm run record -- [FILE] [--recording devnet] [--from H] [--until H]: a recording as one file that `npm run snapshot -- import`
 * takes. The recorded nodes are served, indexed and verified as any nodes are, and what came of it is exported.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    recording: { type: "string", default: "devnet" },
    from: { type: "string" },
    until: { type: "string" },
  },
});

const root = process.cwd();
const file = path.resolve(positionals[0] ?? `records/${values.recording}.icsrecord`);
const tape = await startTape({ dirs: [path.join(root, "devnet/recordings", values.recording)], speed: 0 });
const store = await openStore({ dataDir: "memory://" });
try {
  const [network] = parseNetworks(JSON.stringify(tape.networks), "the recording's networks file");
  const last = tape.chains.find(({ isProvider }) => isProvider)?.lastHeight;
  if (!network || last === undefined) throw new Error(`${values.recording} has no provider`);
  const heightOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const [from, until = last] = [heightOf(values.from), heightOf(values.until)];
  await migrate(store.db);
  await runIndexer({ store, networks: [network], untilProviderHeight: until }, new AbortController().signal);
  await verifyDue({ store, networks: [network], crypto: createNodeCrypto() });
  mkdirSync(path.dirname(file), { recursive: true });
  const heights = { until, ...(from === undefined ? {} : { from }) };
  const { header, sha256, rows } = await exportRecord({ store, network: network.name, heights, file });
  console.log(`${file}: blocks ${header.from} to ${header.until} of ${header.providerChainId}, sha256 ${sha256}`);
  console.log(`  ${rows.light_block ?? 0} verified headers, ${rows.verification ?? 0} results of checks`);
} finally {
  await store.close();
  await tape.close();
}
process.exit(0);
