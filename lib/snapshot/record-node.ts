import { ChainError } from "@/lib/chain/errors";
import type { ProofNode, ProofOutcome, RowQuery } from "@/lib/chain/proof-node";
import type { EvidenceBlock, EvidenceRow } from "@/lib/light/evidence";
import { bytesToHex, parseBase64, parseHex } from "@/lib/shared/bytes";
import { listStagedResults } from "@/lib/store/import-rows";
import type { Store } from "@/lib/store/open-store";
import { findVerifiedBlock } from "@/lib/store/read-verification";
import { RecordError } from "./record-error";

/**
 * The headers and proofs of a record with the face of a node, so that they go through the very checks that a node's answers
 * go through. Like a node it is trusted in nothing. What the record does not carry it refuses.
 */
export function openRecordNode(db: Store["db"], staged: string, chainId: string): ProofNode {
  let proofs: { readonly height: number; readonly rows: Map<string, EvidenceRow> } | undefined;
  const blockAt = async (height: number): Promise<EvidenceBlock | undefined> => {
    const found = await findVerifiedBlock(db, { network: staged, chainId }, height);
    return found?.height === height ? (found.block as EvidenceBlock) : undefined;
  };
  const proofsAt = async (height: number) => {
    if (proofs?.height === height) return proofs.rows;
    const rows = new Map<string, EvidenceRow>();
    for (const { evidence } of await listStagedResults(db, staged, chainId, height)) {
      const given = (evidence as { rows?: unknown } | undefined)?.rows;
      for (const row of Array.isArray(given) ? (given as EvidenceRow[]) : [])
        rows.set(`${row?.store} ${row?.key}`, row);
    }
    proofs = { height, rows };
    return rows;
  };
  return {
    url: "record",
    status: () => Promise.reject(absent("its nodes")),
    fetchSignedHeader: async (height) => {
      const block = await blockAt(height);
      if (!block) throw absent(`header ${height}`);
      return block.signed_header;
    },
    fetchValidators: async (height) => {
      const own = (await blockAt(height))?.validators;
      const set = own ?? (await blockAt(height - 1))?.next_validators;
      if (!Array.isArray(set)) throw absent(`the set of ${height}`);
      return set;
    },
    fetchProofs: async (queries) => {
      const outcomes: ProofOutcome[] = [];
      for (const query of queries) outcomes.push(outcomeOf((await proofsAt(query.height)).get(nameOf(query)), query));
      return outcomes;
    },
    fetchValues: () => Promise.reject(absent("answers without proof")),
    close: async () => undefined,
  };
}

function nameOf({ store, key }: RowQuery): string {
  return `${store} ${bytesToHex(key)}`;
}

function outcomeOf(row: EvidenceRow | undefined, { store }: RowQuery): ProofOutcome {
  if (!row) return { ok: false, error: absent(`a proof of this row of ${store}`) };
  const value = row.value === null ? undefined : parseHex(String(row.value));
  const ops = Array.isArray(row.ops) && row.ops.length <= 4 ? row.ops : [];
  const read = ops.map((op) => ({
    type: String(op?.type),
    key: parseBase64(String(op?.key)),
    data: parseBase64(String(op?.data)),
  }));
  if ((row.value !== null && value === undefined) || read.some(({ key, data }) => !key || !data))
    throw new RecordError(`a proof of ${store} in the record cannot be read`);
  return { ok: true, value, ops: read as { type: string; key: Uint8Array; data: Uint8Array }[] };
}

function absent(what: string): ChainError {
  return new ChainError("height-unavailable", `the record does not carry ${what}`, { retryable: false });
}
