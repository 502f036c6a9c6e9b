import { createPublicKey, hash as digest, verify } from "node:crypto";
import { headerHash } from "@/lib/light/header-hash";
import type { LightCrypto } from "@/lib/light/light-crypto";
import { LightError } from "@/lib/light/light-error";
import { parseSignedHeader, parseValidators } from "@/lib/light/parse-light-block";
import { checkSet, hashOfSet, isEqual, verifyCommit } from "@/lib/light/verify-commit";
import { ChainError, undecodable } from "./errors";
import type { RpcCall } from "./json-rpc";

const PER_PAGE = 100;
const MAX_PAGES = 100;
/**
 * Node's own. OpenSSL refuses a few signatures that CometBFT takes (`lib/verifier/node-crypto.ts`); honest validators make none
 * of those, and a node that is doubted wrongly is asked again.
 */
export const nodeLightCrypto: LightCrypto = {
  sha256: (bytes) => digest("sha256", bytes, "buffer"),
  verifyEd25519: (publicKey, message, signature) => {
    const x = Buffer.from(publicKey).toString("base64url");
    try {
      return verify(
        null,
        message,
        createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }),
        signature,
      );
    } catch {
      return false;
    }
  },
};

/** Asks one node, and no other. Throws `ChainError`. */
export type AskNode = (calls: readonly RpcCall[]) => Promise<unknown[]>;

/**
 * Hash (lower-case hex) of the block at a height that one node can show the signatures of: more than two thirds of the set
 * its header names signed it. A node on a fork has none to show. `undefined`: what it shows does not hold. Whether that set
 * is the right one is a matter of trust that `lib/verifier` settles.
 */
export async function findSignedHash(ask: AskNode, chainId: string, height: number): Promise<string | undefined> {
  return (await findSignedHeader(ask, chainId, height))?.hash;
}

/** The same with the root of the state that the header carries: that of the block before (ics-protocol.md §3.3). */
export async function findSignedHeader(
  ask: AskNode,
  chainId: string,
  height: number,
): Promise<{ readonly hash: string; readonly appHash: Uint8Array } | undefined> {
  const [commit, first] = await ask([{ method: "commit", params: { height: String(height) } }, pageOf(height, 1)]);
  const list = validatorsIn(first);
  const total = Number((first as { total?: unknown })?.total ?? list.length);
  for (let page = 2; list.length < total && page <= MAX_PAGES; page += 1) {
    const [more] = await ask([pageOf(height, page)]);
    const part = validatorsIn(more);
    if (part.length === 0) break;
    list.push(...part);
  }
  try {
    const signed = parseSignedHeader((commit as { signed_header?: unknown })?.signed_header);
    const validators = parseValidators(list);
    const hash = headerHash(signed.header, nodeLightCrypto);
    const { header } = signed;
    if (header.chainId !== chainId || header.height !== BigInt(height)) return undefined;
    if (!isEqual(hash, signed.commit.blockId.hash)) return undefined;
    if (!isEqual(hashOfSet(validators, nodeLightCrypto), header.validatorsHash)) return undefined;
    checkSet(validators, nodeLightCrypto);
    verifyCommit({ ...signed, validators } as Parameters<typeof verifyCommit>[0], nodeLightCrypto);
    return { hash: Buffer.from(hash).toString("hex"), appHash: header.appHash };
  } catch (error) {
    if (error instanceof LightError) return undefined;
    throw error instanceof ChainError ? error : undecodable(`the commit of block ${height}`, error);
  }
}

function pageOf(height: number, page: number): RpcCall {
  return { method: "validators", params: { height: String(height), page: String(page), per_page: String(PER_PAGE) } };
}

function validatorsIn(answer: unknown): unknown[] {
  const list = (answer as { validators?: unknown } | undefined)?.validators;
  if (!Array.isArray(list)) throw undecodable("a page of validators");
  return [...list];
}
