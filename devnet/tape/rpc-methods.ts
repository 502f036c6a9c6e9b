import { createHash } from "node:crypto";
import { answerAbciQuery } from "./abci-query";
import { type BlockJson, type NodeView, readBlock, readBlockResults } from "./node-view";
import { pageNumber, pageSize } from "./paging";
import { internalError, type RpcError } from "./rpc-error";
import type { RpcParams } from "./rpc-params";
import { searchTxs, txResult } from "./tx-search";

/** A result as JSON: the node's own bytes where they were recorded, otherwise a value to be written out. */
export type RpcResult = Buffer | { readonly json: unknown };

interface Method {
  /** Argument names in CometBFT's order, for params given as an array. */
  readonly args: readonly string[];
  readonly run: (view: NodeView, params: RpcParams) => RpcResult;
}

const json = (value: unknown): RpcResult => ({ json: value });
const refuse = (because: string) => (): never => {
  throw internalError(because);
};
const NO_TRANSACTIONS = { args: ["tx"], run: refuse("this node replays a recording and takes no transactions") };
const NOT_RECORDED = { args: [], run: refuse("not recorded: this node replays a recording") };

/** CometBFT 0.38's RPC, as far as a recording can answer it (tape/README.md). */
export const METHODS: Readonly<Record<string, Method>> = {
  status: { args: [], run: status },
  health: { args: [], run: () => json({}) },
  net_info: { args: [], run: () => json({ listening: true, listeners: ["Listener(@)"], n_peers: "0", peers: [] }) },
  abci_info: { args: [], run: abciInfo },
  genesis: { args: [], run: genesis },
  block: { args: ["height"], run: (view, params) => view.block(blockHeight(view, params)) },
  block_results: { args: ["height"], run: (view, params) => view.blockResults(blockHeight(view, params)) },
  block_by_hash: {
    args: ["hash"],
    run: (view, params) => {
      const height = heightOfHash(view, params);
      return height === undefined
        ? json({ block_id: { hash: "", parts: { total: 0, hash: "" } }, block: null })
        : view.block(height);
    },
  },
  header: { args: ["height"], run: (view, params) => json(header(view, blockHeight(view, params))) },
  header_by_hash: {
    args: ["hash"],
    run: (view, params) => {
      const height = heightOfHash(view, params);
      return json(height === undefined ? { header: null } : header(view, height));
    },
  },
  commit: { args: ["height"], run: (view, params) => json(commit(view, blockHeight(view, params))) },
  validators: { args: ["height", "page", "per_page"], run: validators },
  blockchain: { args: ["minHeight", "maxHeight"], run: blockchain },
  tx: {
    args: ["hash", "prove"],
    run: (view, params) => json(txResult(view, params.bytes("hash", "base64").toString("hex"))),
  },
  tx_search: {
    args: ["query", "prove", "page", "per_page", "order_by"],
    run: (view, params) => json(searchTxs(view, params)),
  },
  block_search: {
    args: ["query", "page", "per_page", "order_by"],
    run: refuse("block searching is disabled on this node"),
  },
  abci_query: {
    args: ["path", "data", "height", "prove"],
    run: (view, params) =>
      json({
        response: answerAbciQuery(view, {
          path: params.text("path") ?? "",
          data: params.bytes("data", "hex"),
          height: params.int("height") ?? 0,
          prove: params.flag("prove"),
        }),
      }),
  },
  broadcast_tx_sync: NO_TRANSACTIONS,
  broadcast_tx_async: NO_TRANSACTIONS,
  broadcast_tx_commit: NO_TRANSACTIONS,
  broadcast_evidence: NO_TRANSACTIONS,
  check_tx: NO_TRANSACTIONS,
  consensus_params: NOT_RECORDED,
  consensus_state: NOT_RECORDED,
  dump_consensus_state: NOT_RECORDED,
  genesis_chunked: NOT_RECORDED,
  num_unconfirmed_txs: NOT_RECORDED,
  unconfirmed_txs: NOT_RECORDED,
};

/** The recorded genesis, with the field every node writes and the record leaves out: there is no app hash before block 1. */
function genesis(view: NodeView): RpcResult {
  const recorded = JSON.parse(view.recording.genesis().toString("utf8")) as object;
  return json({ genesis: { app_hash: "", ...recorded } });
}

/** The height asked for, or the head. Throws the node's own error for heights it has not, not yet, or no longer. */
function blockHeight(view: NodeView, params: RpcParams, newest = view.head()): number {
  const height = params.int("height");
  if (height === undefined) {
    if (newest < view.recording.firstHeight) throw internalError("no block yet: the chain has not started");
    return newest;
  }
  if (height <= 0) throw internalError(`height must be greater than 0, but got ${height}`);
  if (height > newest) throw aheadOf(newest, height);
  if (height < view.earliest())
    throw internalError(`height ${height} is not available, lowest height is ${view.earliest()}`);
  return height;
}

function aheadOf(head: number, height: number): RpcError {
  return internalError(`height ${height} must be less than or equal to the current blockchain height ${head}`);
}

function heightOfHash(view: NodeView, params: RpcParams): number | undefined {
  const height = view.recording.heightOfHash(params.bytes("hash", "base64").toString("hex"));
  return height === undefined || height > view.head() || height < view.earliest() ? undefined : height;
}

function header(view: NodeView, height: number): { header: BlockJson["block"]["header"] } {
  return { header: readBlock(view, height).block.header };
}

function commit(view: NodeView, height: number): unknown {
  const { header } = readBlock(view, height).block;
  if (height < view.recording.lastHeight) {
    return { signed_header: { header, commit: readBlock(view, height + 1).block.last_commit }, canonical: true };
  }
  const last = view.recording.lastCommit();
  if (last?.height !== height) throw internalError(`not recorded: the commit of height ${height}`);
  const recorded = JSON.parse(last.bytes.toString("utf8")) as {
    signed_header: { commit: unknown };
    canonical: boolean;
  };
  return { signed_header: { header, commit: recorded.signed_header.commit }, canonical: recorded.canonical };
}

function status(view: NodeView): RpcResult {
  const head = view.head();
  const exists = head >= view.recording.firstHeight;
  const latest = exists ? readBlock(view, head) : undefined;
  const earliest = exists ? readBlock(view, view.earliest()) : undefined;
  // A node that does not validate has a key all the same; ours is made from the chain's name.
  const key = createHash("sha256").update(`node of ${view.recording.chainId}`).digest();
  const address = createHash("sha256").update(key).digest("hex").slice(0, 40);
  return json({
    node_info: {
      protocol_version: { p2p: "8", block: "11", app: "0" },
      id: address,
      listen_addr: "tcp://127.0.0.1:26656",
      network: view.chainId,
      version: "0.38.17",
      channels: "40202122233038606100",
      moniker: "tape",
      other: { tx_index: "on", rpc_address: "tcp://127.0.0.1:26657" },
    },
    sync_info: {
      latest_block_hash: latest?.block_id.hash ?? "",
      latest_app_hash: latest?.block.header.app_hash ?? "",
      latest_block_height: String(Math.max(head, 0)),
      latest_block_time: latest?.block.header.time ?? "0001-01-01T00:00:00Z",
      earliest_block_hash: earliest?.block_id.hash ?? "",
      earliest_app_hash: earliest?.block.header.app_hash ?? "",
      earliest_block_height: exists ? String(view.earliest()) : "0",
      earliest_block_time: earliest?.block.header.time ?? "0001-01-01T00:00:00Z",
      catching_up: false,
    },
    validator_info: {
      address: address.toUpperCase(),
      pub_key: { type: "tendermint/PubKeyEd25519", value: key.toString("base64") },
      voting_power: "0",
    },
  });
}

function abciInfo(view: NodeView): RpcResult {
  const head = view.head();
  if (head < view.recording.firstHeight) return json({ response: {} });
  // The hash after the head's transactions stands in its results; the header of the head has the one before them.
  const { app_hash } = readBlockResults(view, head);
  return json({ response: { last_block_height: String(head), last_block_app_hash: app_hash } });
}

function validators(view: NodeView, params: RpcParams): RpcResult {
  const height = blockHeight(view, params, nextSetHeight(view));
  const recorded = view.recording.validators(height);
  if (!recorded) throw internalError(`could not find validator set for height #${height}`);
  const all = forgeSet(view, JSON.parse(recorded.toString("utf8")) as ValidatorJson[]);
  const perPage = pageSize(params.int("per_page"));
  const page = pageNumber(params.int("page"), perPage, all.length);
  const shown = all.slice((page - 1) * perPage, page * perPage);
  return json({
    block_height: String(height),
    validators: shown,
    count: String(shown.length),
    total: String(all.length),
  });
}

interface ValidatorJson {
  readonly address: string;
  readonly voting_power: string;
}

function forgeSet({ forgedSet }: NodeView, [first, ...others]: readonly ValidatorJson[]): readonly ValidatorJson[] {
  if (first === undefined) return [];
  if (forgedSet === "power") return [{ ...first, voting_power: String(Number(first.voting_power) + 1) }, ...others];
  if (forgedSet === "address") return [{ ...first, address: "00".repeat(20) }, ...others];
  return [first, ...others];
}

/** A node knows the set of the block after its head; we do where it is recorded or the head says it stays the same. */
function nextSetHeight(view: NodeView): number {
  const head = view.head();
  if (head < view.recording.firstHeight) return head;
  if (head < view.recording.lastHeight) return head + 1;
  const { validators_hash: now, next_validators_hash: next } = readBlock(view, head).block.header;
  return now === next ? head + 1 : head;
}

function blockchain(view: NodeView, params: RpcParams): RpcResult {
  const head = view.head();
  const askedMin = params.int("minHeight") ?? 0;
  const askedMax = params.int("maxHeight") ?? 0;
  if (askedMin < 0 || askedMax < 0) throw internalError("heights must be non-negative");
  const max = Math.min(head, askedMax || head);
  const min = Math.max(view.earliest(), askedMin || 1, max - 19);
  if (min > max) throw internalError(`min height ${min} can't be greater than max height ${max}`);
  const metas = [];
  for (let height = max; height >= min; height--) {
    const { block_id, block } = readBlock(view, height);
    // The encoded size was not recorded; CometBFT itself writes -1 where it does not know it.
    metas.push({ block_id, block_size: "-1", header: block.header, num_txs: String(block.data.txs?.length ?? 0) });
  }
  return json({ last_height: String(head), block_metas: metas });
}
