import { QueryClientStateRequest, QueryClientStateResponse } from "cosmjs-types/ibc/core/client/v1/query";
import { ClientState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { decodeMessage } from "./decode-message";
import { undecodable } from "./errors";
import type { ChainClient } from "./types";

/** A Tendermint light client as the chain that keeps it stores it (ics-protocol.md §4.6). */
export interface TendermintClient {
  readonly clientId: string;
  /** Height of the counterparty, without the revision. */
  readonly latestHeight: number;
  readonly trustingPeriodNs: bigint;
  readonly frozen: boolean;
}

const PATH = "/ibc.core.client.v1.Query/ClientState";
const TENDERMINT = "/ibc.lightclients.tendermint.v1.ClientState";

/** Reads a light client at a height. Throws `ChainError`; a client of another kind is `undecodable`. */
export async function fetchTendermintClient(
  client: ChainClient,
  clientId: string,
  height: number,
  signal?: AbortSignal,
): Promise<TendermintClient> {
  const data = QueryClientStateRequest.encode(QueryClientStateRequest.fromPartial({ clientId })).finish();
  const { value } = await client.abciQuery({ path: PATH, data, height }, signal);
  const state = decodeMessage(`light client ${clientId}`, () => {
    const any = QueryClientStateResponse.decode(value).clientState;
    return any?.typeUrl === TENDERMINT ? ClientState.decode(any.value) : undefined;
  });
  if (!state?.latestHeight || !state.trustingPeriod) throw undecodable(`light client ${clientId}`);
  return {
    clientId,
    latestHeight: Number(state.latestHeight.revisionHeight),
    trustingPeriodNs: state.trustingPeriod.seconds * 1_000_000_000n + BigInt(state.trustingPeriod.nanos),
    frozen: (state.frozenHeight?.revisionHeight ?? 0n) > 0n,
  };
}
