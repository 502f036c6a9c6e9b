import { hex, readProto } from "./proto-fields";
import type { RecordedNetwork } from "./record-reader";

export interface RawStakingValidator {
  readonly operator: string;
  readonly pubKey: string;
  readonly jailed: boolean;
  /** 1 unbonded, 2 unbonding, 3 bonded. */
  readonly status: number;
  readonly tokens: bigint;
  readonly moniker: string;
  /** LegacyDec as on the wire, × 10^18. */
  readonly commissionRate: string;
}

const PATH = "/cosmos.staking.v1beta1.Query/Validators";

/** All validators of a chain as staking answered at a height; it was asked every five blocks. */
export function stakingValidatorsAt(record: RecordedNetwork, chainId: string, height: number): RawStakingValidator[] {
  const answer = record.queryAt(chainId, PATH, "", height);
  if (answer === undefined) throw new Error(`staking was not asked up to ${height}`);
  return readProto(answer.value)
    .messages(1)
    .map((validator) => ({
      operator: validator.text(1),
      pubKey: hex(validator.message(2).message(2).last(1)),
      jailed: validator.uint(3) === 1n,
      status: Number(validator.uint(4)),
      tokens: BigInt(validator.text(5)),
      moniker: validator.message(7).text(1),
      commissionRate: validator.message(10).message(1).text(1),
    }));
}
