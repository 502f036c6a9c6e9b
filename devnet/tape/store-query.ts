import type { AbciQuery } from "./abci-query";
import { type AbciResponse, notRecorded, refusal, success } from "./abci-response";
import type { NodeView } from "./node-view";

/** What is recorded of the store `ibc` (tape/README.md); the other recorded stores are complete. */
const IBC_PREFIXES = [
  "channelEnds/",
  "connections/",
  "nextSequenceSend/",
  "nextSequenceRecv/",
  "nextSequenceAck/",
  "commitments/",
  "receipts/",
  "acks/",
].map((text) => Buffer.from(text, "latin1").toString("hex"));

/** Stores every chain of these recordings mounts and of which no rows were recorded: refused, but not as missing. */
const MOUNTED_UNRECORDED = new Set(
  (
    "acc authz bank consensus distribution evidence feegrant gov icacontroller icahost ibc mint params " +
    "slashing staking transfer upgrade"
  ).split(" "),
);

/** `/store/<name>/key` and `/store/<name>/subspace`, by the rules of ics-protocol.md §3.1 and §3.2. */
export function storeQuery(view: NodeView, query: AbciQuery): AbciResponse {
  const [, , name = "", kind = ""] = query.path.split("/");
  const { recording } = view;
  if (!recording.hasStore(name) || view.head() < recording.storeMountedFrom(name)) {
    if (MOUNTED_UNRECORDED.has(name)) return notRecorded(`store ${name}`);
    return refusal(6, `no such store: ${name}: unknown request`);
  }
  if (query.data.length === 0) return refusal(2, "query cannot be zero length: tx parse error");
  if (kind === "key") return storeKey(view, name, query);
  if (kind === "subspace") return storeSubspace(view, name, query);
  return refusal(6, `unexpected query path: ${query.path}: unknown request`);
}

function storeKey(view: NodeView, name: string, query: AbciQuery): AbciResponse {
  const { recording } = view;
  const { data, height, prove } = query;
  const keyHex = data.toString("hex");
  const reply = { ...success(height), key: data.toString("base64") };
  if (height < view.earliest() || height < recording.storeMountedFrom(name)) {
    if (prove) return refusal(18, "proof is unexpectedly empty; ensure height has not been pruned: invalid request");
    return { ...reply, log: "version does not exist" };
  }
  const forged = forgedValue(view, name, keyHex);
  if (prove) {
    const proof = recording.proof(name, keyHex, height);
    if (!proof) return notRecorded(`a proof of ${keyHex} in ${name} at height ${height}`);
    const value = forged === undefined ? proof.v : forged;
    return { ...reply, value, proofOps: { ops: proof.ops } };
  }
  if (forged !== undefined) return { ...reply, value: forged };
  const row = recording.storeValue(name, keyHex, height);
  if (!row && name === "ibc" && !IBC_PREFIXES.some((prefix) => keyHex.startsWith(prefix))) {
    return notRecorded(`key ${keyHex} of store ibc`);
  }
  // A row that is there and empty is "", an absent one null: the node keeps them apart (§3.1).
  return { ...reply, value: row?.value ? row.value.toString("base64") : null };
}

/** What a lying node says of a row, base64; `undefined` where it tells the truth. */
function forgedValue({ forgedRow }: NodeView, store: string, keyHex: string): string | null | undefined {
  if (forgedRow === undefined || forgedRow.store !== store || forgedRow.key !== keyHex) return undefined;
  return forgedRow.value === undefined ? null : Buffer.from(forgedRow.value, "hex").toString("base64");
}

function storeSubspace(view: NodeView, name: string, query: AbciQuery): AbciResponse {
  const prefixHex = query.data.toString("hex");
  if (name === "ibc" && !IBC_PREFIXES.some((prefix) => prefixHex.startsWith(prefix))) {
    return notRecorded(`prefix ${prefixHex} of store ibc`);
  }
  const pairs: Buffer[] = [];
  // The height is echoed and otherwise ignored: a node reads its latest tree, which a module that is gone left as it was.
  const frozenAt = name === "provider" && view.moduleAbsentFrom !== undefined ? view.moduleAbsentFrom - 1 : view.head();
  const newest = Math.min(view.head(), Math.max(1, frozenAt));
  for (const { keyHex, value } of toldRows(view, name, prefixHex, newest)) {
    pairs.push(
      lengthPrefixed(1, Buffer.concat([lengthPrefixed(1, Buffer.from(keyHex, "hex")), lengthPrefixed(2, value)])),
    );
  }
  return {
    ...success(query.height),
    key: query.data.toString("base64"),
    value: Buffer.concat(pairs).toString("base64"),
  };
}

/** Rows under a prefix in byte order, as the node tells them. */
function toldRows(
  view: NodeView,
  store: string,
  prefixHex: string,
  newest: number,
): { keyHex: string; value: Buffer }[] {
  const rows = [...view.recording.storeRows(store, prefixHex, newest)];
  const forged = view.forgedSubspace;
  if (forged === undefined || forged.store !== store || !forged.key.startsWith(prefixHex)) return rows;
  const others = rows.filter(({ keyHex }) => keyHex !== forged.key);
  const told = forged.value === undefined ? [] : [{ keyHex: forged.key, value: Buffer.from(forged.value, "hex") }];
  return [...others, ...told].sort((a, b) => (a.keyHex < b.keyHex ? -1 : 1));
}

/** A protobuf field of bytes; an empty one is left out, as proto3 does. */
function lengthPrefixed(field: number, bytes: Buffer): Buffer {
  if (bytes.length === 0) return bytes;
  const head = [(field << 3) | 2];
  let length = bytes.length;
  for (; length >= 0x80; length >>>= 7) head.push((length & 0x7f) | 0x80);
  head.push(length);
  return Buffer.concat([Buffer.from(head), bytes]);
}
