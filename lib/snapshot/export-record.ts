import { VERSION } from "@/lib/shared/version";
import { exportRows, type Heights, type RecordedChain } from "@/lib/store/export-rows";
import type { Store } from "@/lib/store/open-store";
import { RecordError } from "./record-error";
import { RECORD_FORMAT, RECORD_MAJOR, RECORD_MINOR, type RecordHeader } from "./record-header";
import { writeRecordFile } from "./write-file";

export interface ExportedRecord {
  readonly header: RecordHeader;
  readonly sha256: string;
  readonly rows: Readonly<Record<string, number>>;
}

/** Writes a network, all of it or some heights, to a file. Throws `RecordError` when the store does not hold it. */
export async function exportRecord({
  store,
  network,
  heights,
  file,
  now = () => new Date(),
}: {
  readonly store: Pick<Store, "db">;
  readonly network: string;
  readonly heights: Heights;
  readonly file: string;
  readonly now?: () => Date;
}): Promise<ExportedRecord> {
  const queue = new Handover<string>();
  const counts: Record<string, number> = {};
  let begun: (header: RecordHeader | undefined) => void = () => undefined;
  const first = new Promise<RecordHeader | undefined>((resolve) => {
    begun = resolve;
  });
  const reading = exportRows(store.db, network, heights, {
    begin: async (chains) => begun(headerOf(network, chains, now())),
    rows: async (table, rows) => {
      if (counts[table] === undefined) await queue.put([JSON.stringify(["section", table])]);
      counts[table] = (counts[table] ?? 0) + rows.length;
      await queue.put(rows);
    },
    end: async (table, count) => {
      if (count > 0) await queue.put([JSON.stringify(["end", table, count])]);
    },
  })
    .then(async (refusal) => {
      begun(undefined);
      if (refusal !== undefined) throw new RecordError(refusal);
      await queue.put([JSON.stringify(["end"])]);
      queue.close();
    })
    .catch((error: unknown) => {
      begun(undefined);
      queue.fail(error);
      throw error;
    });
  const header = await first;
  if (!header) {
    await reading;
    throw new RecordError(`nothing of ${network} could be read`);
  }
  const [sha256] = await Promise.all([
    writeRecordFile(file, JSON.stringify(header), queue).catch((error: unknown) => {
      queue.fail(error);
      throw error;
    }),
    reading,
  ]);
  return { header, sha256, rows: counts };
}

function headerOf(network: string, chains: readonly RecordedChain[], now: Date): RecordHeader {
  const provider = chains.find(({ role }) => role === "provider");
  return {
    format: RECORD_FORMAT,
    version: `${RECORD_MAJOR}.${RECORD_MINOR}`,
    network,
    providerChainId: provider?.chainId ?? "",
    from: provider?.first ?? 1,
    until: provider?.last ?? 1,
    exportedAt: now.toISOString(),
    explorer: VERSION,
    chains: chains.map(({ chainId, role, first, last }) => ({
      chainId,
      role,
      first,
      ...(last === undefined ? {} : { last }),
    })),
  };
}

/** Hands lines from the reader of the store to the writer of the file: the reader waits while they are not taken. */
class Handover<T> implements AsyncIterable<T> {
  #items: readonly T[] | undefined;
  #isClosed = false;
  #error: unknown;
  #wake: (() => void)[] = [];

  async put(items: readonly T[]): Promise<void> {
    while (this.#items !== undefined && this.#error === undefined) await this.#change();
    if (this.#error !== undefined) throw this.#error;
    this.#items = items;
    this.#changed();
  }

  close(): void {
    this.#isClosed = true;
    this.#changed();
  }

  fail(error: unknown): void {
    this.#error ??= error;
    this.#changed();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      if (this.#error !== undefined) throw this.#error;
      const items = this.#items;
      if (items !== undefined) {
        yield* items;
        this.#items = undefined;
        this.#changed();
        continue;
      }
      if (this.#isClosed) return;
      await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #changed(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
