import { parseNetworkName } from "@/lib/ics/ids";
import type { LightCrypto } from "@/lib/light/light-crypto";
import { dropStaged, findInconsistency, hasNetwork, importing, importRows } from "@/lib/store/import-rows";
import type { Store } from "@/lib/store/open-store";
import { type RecordSummary, saveRecord } from "@/lib/store/record-rows";
import { RECORD_TABLES } from "@/lib/store/record-tables";
import { checkRow } from "./check-row";
import { openRecordFile } from "./read-file";
import { RecordError } from "./record-error";
import type { RecordHeader } from "./record-header";
import { type TrustedHeader, verifyRecord } from "./verify-record";

export interface ImportedRecord {
  readonly header: RecordHeader;
  /** Name of the network it became. */
  readonly network: string;
  readonly sha256: string;
  readonly summary: RecordSummary;
  /** What was left out or begins anew, a sentence each. */
  readonly notes: readonly string[];
}

const BATCH_ROWS = 500;
const BATCH_LENGTH = 4_000_000;
/** Put aside until they are verified. No configured network can have a name with a space. */
const STAGED = new Set(["trust_root", "light_block", "verification"]);

/**
 * Makes a record a network of the store, in one transaction that nobody sees before it is whole: bytes against the checksum, rows
 * against the columns, headers and commits from the root, proofs against the rows. Memory does not grow with the record.
 * Throws `RecordError`.
 */
export async function importRecord({
  store,
  file,
  as,
  crypto,
  trusted = [],
  taken,
}: {
  readonly store: Pick<Store, "db">;
  readonly file: string;
  /** Another name than the one it was exported under. */
  readonly as?: string;
  readonly crypto: LightCrypto;
  readonly trusted?: readonly TrustedHeader[];
  /** Names of networks that are followed. */
  readonly taken: ReadonlySet<string>;
}): Promise<ImportedRecord> {
  const record = await openRecordFile(file);
  const { header, sha256 } = record;
  const network = as ?? header.network;
  if (parseNetworkName(network) === undefined)
    throw new RecordError(
      `${network.slice(0, 80)} is no name of a network: lower-case letters, digits, ".", "_" and "-"`,
    );
  if (taken.has(network)) throw new RecordError(`the name ${network} is taken: choose another with --as NAME`);
  return importing(store.db, async (tx) => {
    if (await hasNetwork(tx, network))
      throw new RecordError(`the name ${network} is taken: choose another with --as NAME`);
    const staged = `${network} (staged)`;
    const loaded = await loadRows(tx, network, staged, record.lines());
    checkChains(header, loaded.chains);
    const { summary, notes } = await verifyRecord(tx, { network, staged, crypto, trusted });
    const fault = await findInconsistency(tx, network);
    if (fault !== undefined) throw new RecordError(`the record contradicts itself: ${fault}`);
    await dropStaged(tx, staged);
    const whole = { ...summary, rows: loaded.rows };
    await saveRecord(tx, {
      network,
      source: header.network,
      providerChainId: header.providerChainId,
      explorer: header.explorer,
      exportedNs: BigInt(Date.parse(header.exportedAt)) * 1_000_000n,
      fromHeight: header.from,
      untilHeight: header.until,
      sha256,
      summary: whole,
    });
    return { header, network, sha256, summary: whole, notes: [...loaded.notes, ...notes] };
  });
}

interface Loaded {
  readonly rows: number;
  readonly chains: readonly Readonly<Record<string, unknown>>[];
  readonly notes: readonly string[];
}

/** Reads the sections. One that is not known is skipped: a later explorer has added it. */
async function loadRows(
  db: Store["db"],
  network: string,
  staged: string,
  lines: AsyncIterable<string>,
): Promise<Loaded> {
  const notes = new Set<string>();
  const chains: Readonly<Record<string, unknown>>[] = [];
  const chainIds = new Set<string>();
  const seen = new Set<string>();
  let section: { readonly name: string; readonly isKnown: boolean; count: number } | undefined;
  let batch: object[] = [];
  let length = 0;
  let total = 0;
  let isWhole = false;
  const flush = async () => {
    if (section?.isKnown && batch.length > 0) {
      const { name } = section;
      await importRows(db, STAGED.has(name) ? staged : network, name, batch).catch((error: unknown) => {
        const { code } = error as { code?: string };
        throw code?.startsWith("22") || code?.startsWith("23")
          ? new RecordError(`rows of ${name} cannot be stored: ${(error as Error).message.slice(0, 200)}`)
          : error;
      });
    }
    batch = [];
    length = 0;
  };
  for await (const line of lines) {
    if (isWhole) throw new RecordError("the record goes on after its end");
    if (line.startsWith("[")) {
      const [mark, name, count] = marker(line);
      if (mark === "section" && section === undefined && name !== undefined && !seen.has(name)) {
        seen.add(name);
        section = { name, isKnown: Object.hasOwn(RECORD_TABLES, name), count: 0 };
        if (!section.isKnown)
          notes.add(`What is called "${name.slice(0, 60)}" in the record is of a later explorer and was left out.`);
      } else if (mark === "end" && section !== undefined && name === section.name && count === section.count) {
        await flush();
        section = undefined;
      } else if (mark === "end" && name === undefined && section === undefined) {
        isWhole = true;
      } else throw new RecordError(`the record is out of order at ${line.slice(0, 80)}`);
      continue;
    }
    if (section === undefined) throw new RecordError("the record has a row that belongs to no table");
    section.count += 1;
    if (!section.isKnown) continue;
    total += 1;
    const { row, skipped } = checkRow(section.name, line);
    for (const column of skipped)
      notes.add(`${section.name}.${column.slice(0, 60)} in the record is of a later explorer and was left out.`);
    if (section.name === "chain") {
      chains.push(row);
      chainIds.add(String(row.chain_id));
    } else if (RECORD_TABLES[section.name]?.heightsOf === "chain" && !chainIds.has(String(row.chain_id)))
      throw new RecordError(
        `a row of ${section.name} is of ${String(row.chain_id).slice(0, 60)}, which is no chain of the record`,
      );
    batch.push(row);
    length += line.length;
    if (batch.length >= BATCH_ROWS || length >= BATCH_LENGTH) await flush();
  }
  if (!isWhole) throw new RecordError("the record is cut short");
  return { rows: total, chains, notes: [...notes].slice(0, 50) };
}

function marker(line: string): [string, string | undefined, number | undefined] {
  try {
    const [mark, name, count] = JSON.parse(line) as unknown[];
    return [String(mark), typeof name === "string" ? name : undefined, typeof count === "number" ? count : undefined];
  } catch {
    throw new RecordError(`the record is out of order at ${line.slice(0, 80)}`);
  }
}

/** What the first line promises is what the rows are. */
function checkChains(header: RecordHeader, chains: Loaded["chains"]): void {
  const providers = chains.filter(({ role }) => role === "provider");
  const [provider] = providers;
  if (providers.length !== 1 || !provider) throw new RecordError("a record has one provider");
  if (chains.some(({ role }) => role !== "provider" && role !== "consumer"))
    throw new RecordError("a chain of the record is neither provider nor consumer");
  const isSame =
    provider.chain_id === header.providerChainId &&
    provider.first_height === String(header.from) &&
    provider.next_height === String(header.until + 1);
  if (!isSame) throw new RecordError("the rows of the record are not those that its first line names");
}
