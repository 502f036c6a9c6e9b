import { createHash } from "node:crypto";
import type { QueryClient } from "@cosmjs/stargate";
import { PubKey } from "cosmjs-types/cosmos/crypto/ed25519/keys";
import {
  QueryParamsRequest,
  QueryParamsResponse,
  QueryValidatorsRequest,
  QueryValidatorsResponse,
} from "cosmjs-types/cosmos/staking/v1beta1/query";
import { type Validator, BondStatus as WireStatus } from "cosmjs-types/cosmos/staking/v1beta1/staking";
import { legacyDecToText } from "@/lib/ics/decimal";
import type { Ed25519Hex, OperatorAddress } from "@/lib/ics/ids";
import type { BondStatus, ProviderValidator } from "@/lib/ics/types";
import { addressOfKey } from "@/lib/ics/valset-hash";
import { bytesToHex } from "@/lib/shared/bytes";
import { decodeMessage } from "../decode-message";
import type { StakingParams } from "../dialect";
import { undecodable } from "../errors";
import { withoutNul } from "./decode";

const SERVICE = "/cosmos.staking.v1beta1.Query/";
const PAGE = 500n;
const MAX_PAGES = 200;

const sha256 = (bytes: Uint8Array): Uint8Array => Uint8Array.from(createHash("sha256").update(bytes).digest());

const STATUS: Readonly<Record<number, BondStatus>> = {
  [WireStatus.BOND_STATUS_UNBONDED]: "unbonded",
  [WireStatus.BOND_STATUS_UNBONDING]: "unbonding",
  [WireStatus.BOND_STATUS_BONDED]: "bonded",
};

/** All validators of x/staking, whatever their status. */
export async function fetchStakingValidators(base: QueryClient, height: number): Promise<ProviderValidator[]> {
  const validators: ProviderValidator[] = [];
  let key = new Uint8Array();
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const request = QueryValidatorsRequest.fromPartial({ status: "", pagination: { key, limit: PAGE } });
    const { value } = await base.queryAbci(
      `${SERVICE}Validators`,
      QueryValidatorsRequest.encode(request).finish(),
      height,
    );
    const { part, next } = decodeMessage("the validators of x/staking", () => {
      const answer = QueryValidatorsResponse.decode(value);
      return { part: answer.validators.flatMap(decodeValidator), next: answer.pagination?.nextKey };
    });
    validators.push(...part);
    if (!next || next.length === 0) return validators;
    key = Uint8Array.from(next);
  }
  throw undecodable(`the validators: they did not end after ${MAX_PAGES} pages`);
}

/** What x/staking is set to: the unbonding period, and the denom in which validators hold their stake. */
export async function fetchStakingParams(base: QueryClient, height: number): Promise<StakingParams> {
  const { value } = await base.queryAbci(
    `${SERVICE}Params`,
    QueryParamsRequest.encode(QueryParamsRequest.fromPartial({})).finish(),
    height,
  );
  const { params } = decodeMessage("the staking parameters", () => QueryParamsResponse.decode(value));
  const { unbondingTime, bondDenom } = params ?? {};
  if (!unbondingTime || !bondDenom) throw undecodable("the staking parameters");
  const unbondingPeriodNs = unbondingTime.seconds * 1_000_000_000n + BigInt(unbondingTime.nanos);
  return { unbondingPeriodNs: String(unbondingPeriodNs), bondDenom: withoutNul(bondDenom) };
}

/** A validator whose key is not ed25519 cannot sign for CometBFT here and is left out. */
function decodeValidator(validator: Validator): ProviderValidator[] {
  const any = validator.consensusPubkey;
  if (any?.typeUrl !== "/cosmos.crypto.ed25519.PubKey") return [];
  const key = PubKey.decode(any.value).key;
  if (key.length !== 32) throw undecodable("the consensus key of a validator");
  const status = STATUS[validator.status];
  if (status === undefined) throw undecodable(`bond status ${validator.status}`);
  const pubKey = bytesToHex(key) as Ed25519Hex;
  return [
    {
      operator: validator.operatorAddress as OperatorAddress,
      consAddress: addressOfKey(pubKey, sha256),
      pubKey,
      moniker: withoutNul(validator.description.moniker),
      identity: withoutNul(validator.description.identity),
      website: withoutNul(validator.description.website),
      details: withoutNul(validator.description.details),
      commissionRate: legacyDecToText(validator.commission.commissionRates.rate),
      tokens: BigInt(validator.tokens),
      status,
      jailed: validator.jailed,
    },
  ];
}
