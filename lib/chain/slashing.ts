import { QueryParamsRequest, QueryParamsResponse } from "cosmjs-types/cosmos/slashing/v1beta1/query";
import { legacyDecToText } from "@/lib/ics/decimal";
import type { SlashingParams } from "@/lib/ics/types";
import { queryClientOver } from "./comet-adapter";
import { decodeMessage } from "./decode-message";
import { undecodable } from "./errors";
import type { ChainClient } from "./types";

const PATH = "/cosmos.slashing.v1beta1.Query/Params";

/** Parameters of a chain's own x/slashing. Throws `ChainError`. */
export async function fetchSlashingParams(
  client: ChainClient,
  height: number,
  signal?: AbortSignal,
): Promise<SlashingParams> {
  const request = QueryParamsRequest.encode(QueryParamsRequest.fromPartial({})).finish();
  const { value } = await queryClientOver(client, signal).queryAbci(PATH, request, height);
  return decodeMessage("the slashing parameters", () => {
    const { params } = QueryParamsResponse.decode(value);
    if (!params?.downtimeJailDuration) throw undecodable("the slashing parameters");
    const { downtimeJailDuration: jail } = params;
    return {
      signedBlocksWindow: Number(params.signedBlocksWindow),
      minSignedPerWindow: decimalOf(params.minSignedPerWindow),
      downtimeJailDurationNs: String(jail.seconds * 1_000_000_000n + BigInt(jail.nanos)),
      slashFractionDoubleSign: decimalOf(params.slashFractionDoubleSign),
      slashFractionDowntime: decimalOf(params.slashFractionDowntime),
    };
  });
}

/** A LegacyDec in a `bytes` field is its ASCII digits (ics-protocol.md §0.4). */
function decimalOf(bytes: Uint8Array): string {
  return legacyDecToText(Buffer.from(bytes).toString("latin1"));
}
