import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { headerHash } from "@/lib/light/header-hash";
import type { Commit, Header, LightValidator } from "@/lib/light/light-block";
import { signBytesOf } from "@/lib/light/sign-bytes";
import { hashOfSet } from "@/lib/light/verify-commit";
import { type TrustedState, verifyHeader } from "@/lib/light/verify-header";
import { createNodeCrypto, verifyByOpenssl, verifyBySodium } from "@/lib/verifier/node-crypto";

const CHAIN = "bench-1";
const VALIDATORS = 150;
const HEADERS = 120;
/** Headers a second with that many signatures each, on one core. */
const NAMED = 40;
const SECOND_NS = 1_000_000_000n;

/** Makes a chain whose every header is signed by all of 150 validators, and follows it header by header. */
export function benchLight(): boolean {
  const crypto = createNodeCrypto();
  const keys = Array.from({ length: VALIDATORS }, () => generateKeyPairSync("ed25519"));
  const signers = keys
    .map(({ publicKey, privateKey }, i) => {
      const key = Uint8Array.from(Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"));
      return { privateKey, validator: { publicKey: key, address: sha(key).subarray(0, 20), power: BigInt(1_000 - i) } };
    })
    .sort((a, b) => Number(b.validator.power - a.validator.power));
  const validators: LightValidator[] = signers.map(({ validator }) => validator);
  const blocks = Array.from({ length: HEADERS + 1 }, (_, i) => makeBlock(i + 1, validators, signers, crypto));
  const [first, ...rest] = blocks;
  if (!first) return false;
  let trusted: TrustedState = { header: first.header, nextValidators: validators };
  const started = performance.now();
  const cpu = process.cpuUsage();
  for (const block of rest) {
    const options = {
      trustingPeriodNs: 86_400n * SECOND_NS,
      nowNs: block.header.timeNs,
      maxClockDriftNs: SECOND_NS,
    };
    verifyHeader(trusted, { ...block, validators }, options, crypto);
    trusted = { header: block.header, nextValidators: validators };
  }
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const rate = HEADERS / seconds;
  const byCpu = HEADERS / ((user + system) / 1_000_000);
  const floor = bareRate(blocks[1], validators);
  console.log(
    `${HEADERS} headers of ${VALIDATORS} signatures: ${rate.toFixed(0)} headers/s, ${byCpu.toFixed(0)} a CPU second, named: ${NAMED};\n    bare signatures of as many: ${floor.toFixed(0)} a CPU second, ours is ${(byCpu / floor).toFixed(2)} of it`,
  );
  // Others on the machine take wall time from us; one core's time is what the figure is named for.
  return byCpu >= NAMED;
}

/** How many headers a CPU second the signatures alone would allow, by the same library. */
function bareRate(block: { readonly commit: Commit } | undefined, validators: readonly LightValidator[]): number {
  if (!block) return 0;
  const bytes = signBytesOf(CHAIN, block.commit);
  const verify = verifyBySodium() ?? verifyByOpenssl();
  const cpu = process.cpuUsage();
  for (let n = 0; n < HEADERS; n += 1) {
    for (const [i, entry] of block.commit.signatures.entries()) {
      const key = validators[i]?.publicKey;
      if (entry.flag === "commit" && key) verify(key, bytes.forBlock(entry.timeNs), entry.signature);
    }
  }
  const { user, system } = process.cpuUsage(cpu);
  return HEADERS / ((user + system) / 1_000_000);
}

function makeBlock(
  height: number,
  validators: readonly LightValidator[],
  signers: readonly { readonly privateKey: KeyObject; readonly validator: LightValidator }[],
  crypto: ReturnType<typeof createNodeCrypto>,
): { readonly header: Header; readonly commit: Commit } {
  const set = hashOfSet(validators, crypto);
  const some = sha(Uint8Array.of(height));
  const timeNs = 1_800_000_000n * SECOND_NS + BigInt(height) * 6n * SECOND_NS;
  const header: Header = {
    versionBlock: 11n,
    versionApp: 0n,
    chainId: CHAIN,
    height: BigInt(height),
    timeNs,
    lastBlockId: { hash: some, partsTotal: 1, partsHash: some },
    lastCommitHash: some,
    dataHash: some,
    validatorsHash: set,
    nextValidatorsHash: set,
    consensusHash: some,
    appHash: some,
    lastResultsHash: some,
    evidenceHash: some,
    proposerAddress: validators[0]?.address ?? new Uint8Array(20),
  };
  const blockId = { hash: headerHash(header, crypto), partsTotal: 1, partsHash: some };
  const unsigned: Commit = { height: header.height, round: 0, blockId, signatures: [] };
  const bytes = signBytesOf(CHAIN, unsigned);
  const signatures = signers.map(({ privateKey, validator }, i) => ({
    flag: "commit" as const,
    address: validator.address,
    timeNs: timeNs + BigInt(i),
    signature: Uint8Array.from(sign(null, bytes.forBlock(timeNs + BigInt(i)), privateKey)),
  }));
  return { header, commit: { ...unsigned, signatures } };
}

function sha(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash("sha256").update(bytes).digest());
}
