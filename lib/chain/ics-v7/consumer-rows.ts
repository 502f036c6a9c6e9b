import type { ConsumerId } from "@/lib/ics/ids";
import type { ConsumerFacts } from "@/lib/ics/types";
import { decodeMessage } from "../decode-message";
import type { ConsumerSummary } from "../dialect";
import { undecodable } from "../errors";
import {
  ConsumerInitializationParameters,
  ConsumerMetadata,
  InfractionParameters,
  PowerShapingParameters,
} from "../proto/interchain_security/ccv/provider/v1/provider";
import { bareKey, PROVIDER_PREFIX, prefixedKey } from "../raw-store/keys";
import { readRows } from "../raw-store/read-rows";
import { readPhase, readText, readUint64 } from "../raw-store/values";
import type { ChainClient } from "../types";
import * as decode from "./decode";

type RawConsumer = Omit<ConsumerFacts, "allowlistedRewardDenoms">;

const ROWS = ["chainId", "owner", "metadata", "initParams", "powerShaping", "phase", "infraction"] as const;

/**
 * One consumer from its rows (ics-protocol.md §2.2, 44–49, 57, 7): the second path to what `QueryConsumerChain` says, and
 * the only one when a missing row makes that query fail (§1.3). `undefined` when there is no such consumer.
 */
export async function readConsumerRaw(
  client: ChainClient,
  consumerId: ConsumerId,
  height: number,
  signal?: AbortSignal,
): Promise<RawConsumer | undefined> {
  return decodeConsumer(consumerId, await readRows(client, "provider", keysOf(consumerId), height, signal));
}

function keysOf(consumerId: string): Uint8Array[] {
  return [
    ...ROWS.map((row) => prefixedKey(PROVIDER_PREFIX[row], consumerId)),
    bareKey(PROVIDER_PREFIX.consumerToClient, consumerId),
  ];
}

function decodeConsumer(consumerId: ConsumerId, rows: readonly (Uint8Array | undefined)[]): RawConsumer | undefined {
  const [chainId, owner, metadata, initParams, powerShaping, phase, infraction, clientId] = rows;
  if (phase === undefined) return undefined;
  return decodeMessage(`the rows of consumer ${consumerId}`, () => ({
    consumerId,
    chainId: decode.chainIdOf(chainId === undefined ? "" : readText(chainId)),
    phase: readPhase(phase),
    owner: owner === undefined ? "" : decode.withoutNul(readText(owner)),
    metadata: decode.metadataOf(metadata === undefined ? undefined : ConsumerMetadata.decode(metadata)),
    ...(initParams === undefined
      ? {}
      : { initParams: decode.initParamsOf(ConsumerInitializationParameters.decode(initParams)) }),
    powerShaping: decode.powerShapingOf(PowerShapingParameters.decode(powerShaping ?? new Uint8Array())),
    ...(infraction === undefined ? {} : { infraction: decode.infractionOf(InfractionParameters.decode(infraction)) }),
    ...(clientId === undefined ? {} : { clientId: decode.withoutNul(readText(clientId)) }),
  }));
}

/** Rows of so many consumers are asked for together, in full batches. */
const CONSUMERS_AT_ONCE = 50;
/** Ids are never given twice, so a counter beyond this is no counter. */
const MAX_CONSUMERS = 100_000;

/** All consumers from their rows: ids run from 0 to the counter in key 43 (§10). */
export async function readConsumersRaw(
  client: ChainClient,
  height: number,
  signal?: AbortSignal,
): Promise<ConsumerSummary[]> {
  const [counter] = await readRows(client, "provider", [Uint8Array.of(PROVIDER_PREFIX.nextConsumerId)], height, signal);
  const count = counter === undefined ? 0 : Number(readUint64(counter));
  if (count > MAX_CONSUMERS) throw undecodable(`${count} consumers`);
  const ids = Array.from({ length: count }, (_, id) => String(id) as ConsumerId);
  const summaries: ConsumerSummary[] = [];
  for (let at = 0; at < ids.length; at += CONSUMERS_AT_ONCE) {
    const part = ids.slice(at, at + CONSUMERS_AT_ONCE);
    const rows = await readRows(client, "provider", part.flatMap(keysOf), height, signal);
    const each = rows.length / part.length;
    summaries.push(...part.flatMap((id, i) => decodeConsumer(id, rows.slice(i * each, (i + 1) * each)) ?? []));
  }
  return summaries;
}
