import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { readEnvironment } from "@/lib/config/environment";
import { ConfigError } from "@/lib/config/errors";
import { RESERVED_NAMES, readNetworksFile } from "@/lib/config/networks";
import { StoreError } from "@/lib/store/errors";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { listRecords, removeRecord } from "@/lib/store/record-rows";
import { createNodeCrypto } from "@/lib/verifier/node-crypto";
import { exportRecord } from "./export-record";
import { type ImportedRecord, importRecord } from "./import-record";
import { RecordError } from "./record-error";
import type { TrustedHeader } from "./verify-record";

const USAGE = `npm run snapshot -- export FILE [--network NAME] [--height H | --from H --until H] [--force]
npm run snapshot -- import FILE [--as NAME] [--trust CHAIN:HEIGHT:HASH]…
npm run snapshot -- check FILE [--trust CHAIN:HEIGHT:HASH]…
npm run snapshot -- list | remove NAME

The store is that of the explorer: DATABASE_URL, or the folder DATA_DIR (the explorer must not run on it then).`;

class UsageError extends Error {}

/** `npm run snapshot`: exports a network to a file, and makes a network of such a file. Exit code 0 done, 1 refused, 2 usage. */
async function main(): Promise<void> {
  const { values, positionals } = options();
  const [command, operand, more] = positionals;
  if (more !== undefined) throw new UsageError(`${more} is one argument too many`);
  if (command === "export") return withStore((store) => exportOf(store, needed(operand, "FILE"), values));
  if (command === "import")
    return withStore((store) => importOf(store, needed(operand, "FILE"), values.as, values.trust));
  if (command === "check") return checkOf(needed(operand, "FILE"), values.trust);
  if (command === "list") return withStore(list);
  if (command === "remove") return withStore((store) => remove(store, needed(operand, "NAME")));
  throw new UsageError(command === undefined ? "what is to be done?" : `there is no command ${command}`);
}

function options() {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        network: text,
        height: text,
        from: text,
        until: text,
        as: text,
        trust: { type: "string", multiple: true },
        force: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message.split(". ")[0]);
  }
}

type Values = ReturnType<typeof options>["values"];

async function exportOf(store: Store, file: string, values: Values): Promise<void> {
  const { network: named, height, force } = values;
  if (height !== undefined && (values.from !== undefined || values.until !== undefined))
    throw new UsageError("--height is one block, --from and --until are many: one or the other");
  if (existsSync(file) && !force) throw new UsageError(`${file} is there already: --force writes over it`);
  const network = named ?? (await onlyNetwork());
  const from = heightOf("--from", values.from ?? height);
  const until = heightOf("--until", values.until ?? height);
  const heights = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
  const { header, sha256, rows } = await exportRecord({ store, network, heights, file });
  const count = Object.values(rows).reduce((sum, one) => sum + one, 0);
  console.log(
    `${file}: blocks ${header.from} to ${header.until} of ${header.providerChainId}, ${header.chains.length} chains, ${count} rows`,
  );
  console.log(`  ${rows.light_block ?? 0} verified headers, ${rows.verification ?? 0} results of checks`);
  console.log(`  sha256 ${sha256}`);
}

async function onlyNetwork(): Promise<string> {
  const networks = await readNetworksFile(readEnvironment(process.env).networksFile).catch(() => []);
  const [first, second] = networks;
  if (!first || second) throw new UsageError("--network NAME is missing");
  return first.name;
}

async function importOf(store: Store, file: string, as: string | undefined, trust: Values["trust"]): Promise<void> {
  const followed = await readNetworksFile(readEnvironment(process.env).networksFile).catch(() => []);
  const taken = new Set([...RESERVED_NAMES, ...followed.map(({ name }) => name)]);
  const crypto = createNodeCrypto();
  const imported = await importRecord({ store, file, crypto, taken, trusted: trustOf(trust), ...(as ? { as } : {}) });
  await store.maintain();
  print(file, imported);
  console.log(`  it is the network ${imported.network} from the next start of the explorer on`);
}

async function checkOf(file: string, trust: Values["trust"]): Promise<void> {
  const store = await openStore({ dataDir: "memory://" });
  try {
    await migrate(store.db);
    const crypto = createNodeCrypto();
    print(file, await importRecord({ store, file, crypto, taken: new Set(), trusted: trustOf(trust) }));
  } finally {
    await store.close();
  }
}

function print(file: string, { header, sha256, summary, notes }: ImportedRecord): void {
  console.log(
    `${file}: a record of ${header.network}, blocks ${header.from} to ${header.until} of ${header.providerChainId}`,
  );
  console.log(`  exported at ${header.exportedAt} by explorer ${header.explorer}, sha256 ${sha256}`);
  console.log(`  proven: ${summary.proven} figures and headers, by ${summary.headers} headers from the roots below`);
  for (const { chainId, height, hash } of summary.roots) console.log(`    ${chainId} block ${height}, hash ${hash}`);
  console.log(`  unproven: ${summary.unproven} figures whose proof is not in the file, or that its maker calls so`);
  console.log(`  came along: everything else in ${summary.rows} rows is the word of who made the file`);
  for (const note of notes) console.log(`  ${note}`);
}

async function list(store: Store): Promise<void> {
  for (const { network, providerChainId, fromHeight, untilHeight, exportedNs } of await listRecords(store.db)) {
    const exported = new Date(Number(exportedNs / 1_000_000n)).toISOString();
    console.log(`${network}: blocks ${fromHeight} to ${untilHeight} of ${providerChainId}, exported at ${exported}`);
  }
}

async function remove(store: Store, network: string): Promise<void> {
  if (!(await removeRecord(store.db, network))) throw new RecordError(`there is no record ${network} in this store`);
  console.log(`${network} is removed`);
}

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const { databaseUrl, dataDir } = readEnvironment(process.env);
  const store = await openStore({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
  try {
    await migrate(store.db);
    await work(store);
  } finally {
    await store.close();
  }
}

function needed(value: string | undefined, name: string): string {
  if (value === undefined || value === "") throw new UsageError(`${name} is missing`);
  return value;
}

function heightOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const height = Number(value);
  if (!/^\d{1,15}$/.test(value) || height < 1)
    throw new UsageError(`${option} ${value}: heights are whole numbers from 1`);
  return height;
}

function trustOf(given: readonly string[] = []): TrustedHeader[] {
  return given.map((text) => {
    const found = /^(.+):(\d{1,15}):([0-9a-fA-F]{64})$/.exec(text);
    if (!found) throw new UsageError(`--trust ${text}: write CHAIN:HEIGHT:HASH`);
    return { chainId: found[1] as string, height: Number(found[2]), hash: (found[3] as string).toLowerCase() };
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const isOurs = error instanceof RecordError || error instanceof StoreError || error instanceof ConfigError;
    console.error(isOurs || error instanceof UsageError ? (error as Error).message : error);
    if (error instanceof UsageError) console.error(`\n${USAGE}`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
