import { createHash } from "node:crypto";
import { type NodeView, readBlock, readBlockResults } from "./node-view";
import { pageNumber, pageSize } from "./paging";
import { internalError, invalidParams } from "./rpc-error";
import type { RpcParams } from "./rpc-params";

interface TxJson {
  hash: string;
  height: string;
  index: number;
  tx_result: unknown;
  tx: string;
}

/** `/tx`. Throws the node's error for a hash that is in no block up to the head. */
export function txResult(view: NodeView, hash: string): TxJson {
  const found = findVisible(view, hash);
  const tx = found && txsOf(view, found.height)[found.index];
  if (!tx) throw internalError(`tx (${hash.toUpperCase()}) not found`);
  return tx;
}

/**
 * `/tx_search` for conditions on `tx.hash` and `tx.height` joined by AND. Searches by event were not recorded and are
 * refused in words.
 */
export function searchTxs(view: NodeView, params: RpcParams): { txs: TxJson[]; total_count: string } {
  const order = params.text("order_by") ?? "";
  if (!["", "asc", "desc"].includes(order)) throw internalError("order_by must be either `asc` or `desc` or empty");
  const { hash, from, to } = parseQuery(params.text("query") ?? "");
  const heights = { from: Math.max(from, view.earliest()), to: Math.min(to, view.head()) };
  let found: TxJson[] = [];
  if (hash !== undefined) {
    const at = findVisible(view, hash);
    if (at && at.height >= heights.from && at.height <= heights.to) found = [txResult(view, hash)];
  } else {
    for (let height = heights.from; height <= heights.to; height++) found.push(...txsOf(view, height));
  }
  if (order === "desc") found.reverse();
  const perPage = pageSize(params.int("per_page"));
  const page = pageNumber(params.int("page"), perPage, found.length);
  return { txs: found.slice((page - 1) * perPage, page * perPage), total_count: String(found.length) };
}

function findVisible(view: NodeView, hash: string): { height: number; index: number } | undefined {
  const found = view.recording.findTx(hash);
  return found && found.height <= view.head() && found.height >= view.earliest() ? found : undefined;
}

function txsOf(view: NodeView, height: number): TxJson[] {
  const txs = readBlock(view, height).block.data.txs ?? [];
  if (txs.length === 0) return [];
  const results = readBlockResults(view, height).txs_results ?? [];
  return txs.map((tx, index) => ({
    hash: createHash("sha256").update(Buffer.from(tx, "base64")).digest("hex").toUpperCase(),
    height: String(height),
    index,
    tx_result: results[index],
    tx,
  }));
}

function parseQuery(query: string): { hash: string | undefined; from: number; to: number } {
  if (query.trim() === "") throw invalidParams("the query is empty");
  let hash: string | undefined;
  let from = 0;
  let to = Number.MAX_SAFE_INTEGER;
  for (const condition of query.split(/\s+AND\s+/i)) {
    const byHash = /^\s*tx\.hash\s*=\s*'([0-9a-fA-F]+)'\s*$/.exec(condition);
    const byHeight = /^\s*tx\.height\s*(=|>=|<=|>|<)\s*'?(\d+)'?\s*$/.exec(condition);
    if (byHash) hash = byHash[1];
    else if (byHeight) {
      const height = Number(byHeight[2]);
      const sign = byHeight[1];
      if (sign === "=" || sign === ">=") from = Math.max(from, height);
      if (sign === "=" || sign === "<=") to = Math.min(to, height);
      if (sign === ">") from = Math.max(from, height + 1);
      if (sign === "<") to = Math.min(to, height - 1);
    } else
      throw internalError(`not recorded: this node searches by tx.hash and tx.height only, not by ${condition.trim()}`);
  }
  return { hash, from, to };
}
