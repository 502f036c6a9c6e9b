import {
  QueryDelegatorDelegationsRequest,
  QueryDelegatorDelegationsResponse,
} from "cosmjs-types/cosmos/staking/v1beta1/query";
import type { OperatorAddress } from "@/lib/ics/ids";
import { decodeMessage } from "./decode-message";
import { undecodable } from "./errors";
import type { ChainClient } from "./types";

const PATH = "/cosmos.staking.v1beta1.Query/DelegatorDelegations";
const PAGE = 200n;
/** Nobody delegates to more than x/staking has validators; a node that pages on for ever is not followed. */
const MAX_PAGES = 10;

export interface Delegation {
  readonly operator: OperatorAddress;
  /** Base units of the bond denom. */
  readonly amount: bigint;
}

/**
 * Whom an account has delegated to, as x/staking answers at a height, or at the head. Throws `ChainError`.
 *
 * @param account bech32 with the chain's own prefix, checked by the caller
 */
export async function fetchDelegations(
  client: ChainClient,
  account: string,
  height: number | undefined,
  signal: AbortSignal,
): Promise<Delegation[]> {
  const found: Delegation[] = [];
  let key = new Uint8Array();
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const request = QueryDelegatorDelegationsRequest.fromPartial({
      delegatorAddr: account,
      pagination: { key, limit: PAGE },
    });
    const data = QueryDelegatorDelegationsRequest.encode(request).finish();
    const { value } = await client.abciQuery({ path: PATH, data, ...(height === undefined ? {} : { height }) }, signal);
    const { part, next } = decodeMessage("the delegations of an account", () => {
      const answer = QueryDelegatorDelegationsResponse.decode(value);
      return { part: answer.delegationResponses.map(decodeDelegation), next: answer.pagination?.nextKey };
    });
    found.push(...part);
    if (!next || next.length === 0) return found;
    key = Uint8Array.from(next);
  }
  throw undecodable(`the delegations of an account: they did not end after ${MAX_PAGES} pages`);
}

function decodeDelegation(entry: QueryDelegatorDelegationsResponse["delegationResponses"][number]): Delegation {
  const operator = entry.delegation?.validatorAddress ?? "";
  const amount = entry.balance?.amount ?? "";
  if (!/^[a-z0-9]{1,90}$/.test(operator) || !/^\d{1,40}$/.test(amount)) throw undecodable("a delegation");
  return { operator: operator as OperatorAddress, amount: BigInt(amount) };
}
