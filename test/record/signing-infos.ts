import { hex, readProto } from "./proto-fields";
import type { RecordedNetwork } from "./record-reader";

export interface RawSigningInfo {
  /** Bech32, as the chain writes it. */
  readonly address: string;
  readonly startHeight: number;
  readonly indexOffset: number;
  readonly jailedUntilSeconds: bigint;
  readonly tombstoned: boolean;
  readonly missedBlocks: number;
}

const PATH = "/cosmos.slashing.v1beta1.Query/SigningInfos";

/** What x/slashing answered when `height` was the latest; `undefined` when it was asked at another height only. */
export function signingInfosAt(record: RecordedNetwork, chainId: string, height: number): RawSigningInfo[] | undefined {
  const question = record.chain(chainId).questions.find(({ path }) => path === PATH);
  const answer = question && record.queryAt(chainId, PATH, question.dataHex, height);
  if (!answer || answer.recordedAt !== height) return undefined;
  return readProto(answer.value)
    .messages(1)
    .map((info) => ({
      address: info.text(1),
      startHeight: Number(info.int(2)),
      indexOffset: Number(info.int(3)),
      jailedUntilSeconds: info.message(4).int(1),
      tombstoned: info.uint(5) === 1n,
      missedBlocks: Number(info.int(6)),
    }));
}

/** x/slashing parameters as recorded: the window, and the part of it that must be signed, × 10^18. */
export function slashingParamsOf(record: RecordedNetwork, chainId: string): { window: number; minSigned: bigint } {
  const path = "/cosmos.slashing.v1beta1.Query/Params";
  const question = record.chain(chainId).questions.find((one) => one.path === path);
  const answer = question && record.queryAt(chainId, path, question.dataHex, Number.MAX_SAFE_INTEGER);
  if (!answer) throw new Error(`slashing parameters of ${chainId} are not recorded`);
  const params = readProto(answer.value).message(1);
  return {
    window: Number(params.int(1)),
    minSigned: BigInt(Buffer.from(hex(params.last(2)), "hex").toString("latin1")),
  };
}
