import { MsgSubmitProposal } from "cosmjs-types/cosmos/gov/v1/tx";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { decodeConsumerEvidence } from "@/lib/chain/consumer-evidence";
import { checkHashes, decodeBlock } from "@/lib/chain/decode-block";
import { decodeStatus, decodeValidators } from "@/lib/chain/decode-node";
import { ChainError } from "@/lib/chain/errors";
import { decodeAny } from "@/lib/chain/messages/decode-any";
import { decodeProposalTx, decodeVoterOfTx } from "@/lib/chain/messages/decode-proposal-tx";
import { MESSAGES } from "@/lib/chain/messages/registry";
import { heightInFrame } from "@/lib/chain/new-block-frame";
import { decodeAck, decodeConsumerPacket, decodeVscPacket } from "@/lib/chain/packets";
import { pruneAnswer } from "@/lib/chain/prune-answer";
import { decodeRelayTx } from "@/lib/chain/relay-tx";
import { decodeAckInTx, decodeTransferPacket } from "@/lib/chain/transfer-packet";
import { parseIsoNanos } from "@/lib/ics/time";
import type { Chance } from "../chaos/random";
import type { Corpus } from "./corpus";
import { type Decoder, readByAll } from "./decoder";
import { mutateBytes, mutateJson, mutateText } from "./mutate";
import { STATUS, TIME, VALIDATORS } from "./samples";

const error = ChainError;

/** What a node answers over HTTP or sends over a socket: blocks, and what is in them. */
export function nodeDecoders(corpus: Corpus): Decoder[] {
  return [
    ...blockDecoders(corpus),
    { name: "status", error, run: (chance) => decodeStatus(mutateJson(STATUS, chance)) },
    { name: "validators", error, run: (chance) => decodeValidators(mutateJson(VALIDATORS, chance), 5) },
    ...packetDecoders(corpus),
    ...txDecoders(corpus),
  ];
}

function blockDecoders({ blocks }: Corpus): Decoder[] {
  const heightOf = ({ block }: Corpus["blocks"][number]) => Number(block.block.header.height);
  const changedResults = (chance: Chance) =>
    mutateText(JSON.stringify(chance.pick(blocks).results), '{"type":"x","attributes":', chance);
  return [
    {
      // As `json-rpc.ts` and the pool do: text, pruned, parsed, decoded, held against its hashes.
      name: "block-answer",
      error,
      run: (chance) => {
        const one = chance.pick(blocks);
        const text = chance.next() < 0.4 ? changedResults(chance) : JSON.stringify(one.results);
        const results = jsonOf(pruneAnswer(text)) ?? one.results;
        const block = chance.next() < 0.7 ? mutateJson(one.block, chance) : one.block;
        const told = chance.next() < 0.5 ? mutateJson(results, chance) : results;
        return checkHashes(block, decodeBlock(block, told, heightOf(one)));
      },
    },
    {
      name: "block",
      within: "block-answer",
      error,
      run: (chance) => {
        const one = chance.pick(blocks);
        const [wire, told] = [
          mutateJson(one.block, chance),
          chance.next() < 0.5 ? mutateJson(one.results, chance) : one.results,
        ];
        return checkHashes(wire, decodeBlock(wire, told, heightOf(one)));
      },
    },
    {
      name: "block-results",
      within: "block-answer",
      error,
      run: (chance) => {
        const one = chance.pick(blocks);
        return decodeBlock(one.block, mutateJson(one.results, chance), heightOf(one));
      },
    },
    { name: "prune-answer", within: "block-answer", run: (chance) => pruneAnswer(changedResults(chance)) },
    { name: "time", within: "block-answer", run: (chance) => parseIsoNanos(mutateText(TIME, TIME, chance)) },
    {
      name: "new-block-frame",
      run: (chance) => {
        const { block } = chance.pick(blocks).block;
        const value = { block: chance.next() < 0.5 ? mutateJson(block, chance) : block };
        const text = JSON.stringify({ result: { query: "tm.event='NewBlock'", data: { value } } });
        return heightInFrame(mutateText(text.slice(0, 30_000), '"header":{"height":"5', chance));
      },
    },
  ];
}

function packetDecoders({ packetHex, acks }: Corpus): Decoder[] {
  const within = "packet";
  const packet = (chance: Chance) => changedHex(packetHex, chance);
  const ack = (chance: Chance) => changedHex(acks, chance);
  return [
    {
      // An event with the data of a packet; which of the three it is, only its port says.
      name: "packet",
      error,
      run: (chance) => {
        const [data, answer] = [packet(chance), ack(chance)];
        readByAll(error, [
          () => decodeVscPacket(data),
          () => decodeConsumerPacket(data),
          () => decodeTransferPacket(data),
          () => decodeAck(answer),
        ]);
      },
    },
    { name: "vsc-packet", within, error, run: (chance) => decodeVscPacket(packet(chance)) },
    { name: "consumer-packet", within, error, run: (chance) => decodeConsumerPacket(packet(chance)) },
    { name: "transfer-packet", within, error, run: (chance) => decodeTransferPacket(packet(chance)) },
    { name: "acknowledgement", within, error, run: (chance) => decodeAck(ack(chance)) },
  ];
}

function txDecoders({ txs, answers }: Corpus): Decoder[] {
  const within = "tx";
  const types = [...MESSAGES.keys()];
  const all = [...answers.values()].flat();
  const anyOf = (chance: Chance) => ({
    typeUrl: chance.pick(types),
    value: mutateBytes(chance.pick(all), Buffer.from(chance.pick(txs), "base64"), chance),
  });
  const txOf = (chance: Chance) => {
    const [one, other] = [chance.pick(txs), chance.pick(txs)];
    if (chance.next() < 0.1) return mutateText(one, other, chance);
    // Most kinds of proposals were never made on the recorded chains.
    if (chance.next() < 0.3) return Buffer.from(proposing(anyOf(chance))).toString("base64");
    return Buffer.from(mutateBytes(Buffer.from(one, "base64"), Buffer.from(other, "base64"), chance)).toString(
      "base64",
    );
  };
  const place = (chance: Chance) => [`channel-${chance.between(0, 3)}`, String(chance.between(1, 9))] as const;
  return [
    {
      name: "tx",
      error,
      run: (chance) => {
        const tx = txOf(chance);
        readByAll(error, [
          () => decodeAckInTx(tx, ...place(chance)),
          () => decodeRelayTx(tx),
          () => decodeConsumerEvidence(tx),
          () => decodeProposalTx(tx, 0),
          () => decodeVoterOfTx(tx, 0),
        ]);
      },
    },
    { name: "ack-in-tx", within, error, run: (chance) => decodeAckInTx(txOf(chance), ...place(chance)) },
    { name: "relay-tx", within, error, run: (chance) => decodeRelayTx(txOf(chance)) },
    { name: "consumer-evidence", within, error, run: (chance) => decodeConsumerEvidence(txOf(chance)) },
    { name: "proposal-tx", within, error, run: (chance) => decodeProposalTx(txOf(chance), 0) },
    { name: "vote-tx", within, error, run: (chance) => decodeVoterOfTx(txOf(chance), 0) },
    {
      name: "any-message",
      within,
      error,
      run: (chance) => {
        const { typeUrl, value } = anyOf(chance);
        return decodeAny(typeUrl, value);
      },
    },
  ];
}

/** A transaction with a proposal of one message. */
function proposing(message: { readonly typeUrl: string; readonly value: Uint8Array }): Uint8Array {
  const proposal = MsgSubmitProposal.fromPartial({ title: "t", messages: [message] });
  const value = MsgSubmitProposal.encode(proposal).finish();
  const body = TxBody.fromPartial({ messages: [{ typeUrl: "/cosmos.gov.v1.MsgSubmitProposal", value }] });
  return TxRaw.encode(TxRaw.fromPartial({ bodyBytes: TxBody.encode(body).finish() })).finish();
}

function changedHex(list: readonly string[], chance: Chance): string {
  const [one, other] = [chance.pick(list), chance.pick(list)];
  if (chance.next() < 0.2) return mutateText(one, other, chance);
  const bytes = Buffer.from(one, "hex");
  // JSON is seldom JSON after its bytes were changed.
  const json = chance.next() < 0.5 ? jsonOf(bytes.toString("utf8")) : undefined;
  if (json !== undefined) return Buffer.from(JSON.stringify(mutateJson(json, chance)) ?? "").toString("hex");
  return Buffer.from(mutateBytes(bytes, Buffer.from(other, "hex"), chance)).toString("hex");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
