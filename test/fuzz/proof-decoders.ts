import { ChainError } from "@/lib/chain/errors";
import { decodeProof as decodeProofAnswer } from "@/lib/chain/proof-node";
import { checkEvidence } from "@/lib/light/evidence";
import { headerHash } from "@/lib/light/header-hash";
import { decodeProof } from "@/lib/light/ics23/decode-proof";
import { LightError } from "@/lib/light/light-error";
import { parseSignedHeader, parseValidators } from "@/lib/light/parse-light-block";
import { readProven, verifyStoreProof } from "@/lib/light/store-proof";
import { createNodeCrypto } from "@/lib/verifier/node-crypto";
import type { Chance } from "../chaos/random";
import type { Corpus } from "./corpus";
import type { Decoder } from "./decoder";
import { mutateBytes, mutateJson } from "./mutate";

const crypto = createNodeCrypto();
const error = LightError;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
type Proof = Corpus["proofs"][number];

/** Proofs, as nodes answer them and as readers keep them in files. */
export function proofDecoders({ proofs, commit, validators }: Corpus): Decoder[] {
  const signed = (commit as { signed_header: unknown }).signed_header;
  const changed = (chance: Chance): Proof => {
    const [one, other] = [chance.pick(proofs), chance.pick(proofs)];
    const ops = one.ops.map((op, i) => ({
      ...op,
      data: chance.next() < 0.4 ? mutateBytes(op.data, other.ops[i]?.data ?? op.data, chance) : op.data,
    }));
    return { ...one, ops, appHash: chance.next() < 0.1 ? new Uint8Array(32) : one.appHash };
  };
  const evidence = evidenceOf(proofs, signed, validators);
  return [
    {
      // The answer of a node that was asked to prove: read, then held against a header's root.
      name: "proof-answer",
      error: ProofRefusal,
      run: (chance) => {
        const proof = changed(chance);
        const { store, key, appHash } = proof;
        const json = answerOf(proof);
        return refusals(() => {
          const { ops, value } = decodeProofAnswer(chance.next() < 0.3 ? mutateJson(json, chance) : json, {
            store,
            key,
          });
          return readProven({ store, ops }, key, value, appHash, crypto);
        });
      },
    },
    {
      name: "ics23-proof",
      within: "proof-answer",
      error,
      run: (chance) => decodeProof(chance.pick(changed(chance).ops).data),
    },
    {
      name: "store-proof",
      within: "proof-answer",
      error,
      run: (chance) => {
        const { key, value, appHash, ...proof } = changed(chance);
        return verifyStoreProof(proof, key, value, appHash, crypto);
      },
    },
    {
      name: "proof-file",
      error,
      run: (chance) => {
        const maybe = (json: unknown) => (chance.next() < 0.4 ? mutateJson(json, chance) : json);
        const block = { signed_header: maybe(signed), validators: maybe(validators), next_validators: validators };
        const json = chance.next() < 0.5 ? mutateJson(evidence, chance) : { ...evidence, blocks: [block] };
        return checkEvidence(json, crypto);
      },
    },
    {
      name: "signed-header",
      within: "proof-file",
      error,
      run: (chance) => parseSignedHeader(mutateJson(signed, chance)),
    },
    {
      name: "light-validators",
      within: "proof-file",
      error,
      run: (chance) => parseValidators(mutateJson(validators, chance)),
    },
  ];
}

class ProofRefusal extends Error {}

/** Either side may refuse, each with its own error. */
function refusals<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof ChainError || cause instanceof LightError) throw new ProofRefusal("refused", { cause });
    throw cause;
  }
}

function answerOf({ key, value, ops }: Proof): unknown {
  return {
    response: {
      code: 0,
      log: "",
      key: base64(key),
      value: value === undefined ? null : base64(value),
      proofOps: { ops: ops.map((op) => ({ type: op.type, key: base64(op.key), data: base64(op.data) })) },
      height: "5",
    },
  };
}

/** A file that holds: the last header of a chain, its set, and rows under the root in it. */
function evidenceOf(proofs: readonly Proof[], signed: unknown, validators: readonly unknown[]): object {
  const { header } = parseSignedHeader(signed);
  const height = Number(header.height);
  const rows = proofs.filter(({ appHash }) => Buffer.from(appHash).equals(header.appHash));
  return {
    format: "ics-explorer-proof",
    version: 1,
    network: "fuzz",
    chainId: header.chainId,
    subject: "a row",
    height: height - 1,
    says: "that it is so",
    trust: { height, hash: Buffer.from(headerHash(header, crypto)).toString("hex"), method: "configured" },
    trustingPeriodNs: "1000000000",
    blocks: [{ signed_header: signed, validators, next_validators: validators }],
    rows: rows.map(({ store, key, value, ops }) => ({
      store,
      key: Buffer.from(key).toString("hex"),
      value: value === undefined ? null : Buffer.from(value).toString("hex"),
      says: "x",
      ops: ops.map((op) => ({ type: op.type, key: base64(op.key), data: base64(op.data) })),
    })),
  };
}
