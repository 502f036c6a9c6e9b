import "server-only";
import type { z } from "zod";
import type { RunsSet } from "@/lib/api/contracts/changeover";
import type { ConsumerValidatorView, setProof, ValidatorHeights } from "@/lib/api/contracts/consumer";
import type { PendingUpdate } from "@/lib/ics/duty-view";
import type { ConsHex } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import type { CometValidator, ConsumerFacts } from "@/lib/ics/types";
import { listKeyHistory } from "@/lib/store/read-provider";
import { sideOf } from "./consumer-item";
import { consText, keyText, type SigningAt, signingText, standingOf } from "./consumer-row";
import { type ConsumerSide, isBeforeSwitch } from "./consumer-sides";
import type { ServerDeps } from "./deps";
import { readDesk } from "./duty-desk";
import type { Frame, ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import { findConsumer } from "./read-consumer";
import { mapSigningKeys, type SigningMap } from "./signing-keys";
import { viewAt } from "./view";

export interface SetsExtra {
  readonly heights: ValidatorHeights;
  readonly runs: RunsSet;
  readonly proof?: z.infer<typeof setProof>;
}

/** The four sets of a consumer side by side, most provider power first. */
export function readConsumerValidators(
  deps: ServerDeps,
  network: string,
  consumerId: string,
  at: ViewAt,
): Promise<ReadResult<ConsumerValidatorView[], SetsExtra>> {
  return viewAt<ConsumerValidatorView[], SetsExtra>(
    deps,
    network,
    at,
    async (frame) => {
      const consumer = findConsumer(frame, consumerId);
      if ("status" in consumer) return consumer;
      const side = sideOf(frame, consumer);
      const signing = side.signing && (await mapSet(deps, frame, consumer, side.signing));
      const { setProof: proof } = side;
      const runs = runsOf(consumer, side);
      const desk = await readDesk(deps, frame);
      const pending =
        desk.consumers.find((entry) => entry.consumer.consumerId === consumer.consumerId)?.facts.pending ?? [];
      return {
        data: rowsOf(frame, consumer, side, signing).map((row) => ({
          ...row,
          // Before a changeover the upgrade settles it, and after the end nothing does.
          ...(runs === "provider" ? settledBy(row, pending) : {}),
        })),
        heights: heightsOf(frame, side),
        runs,
        ...(proof ? { proof } : {}),
      };
    },
    ["signing"],
  );
}

function runsOf({ phase }: ConsumerFacts, side: ConsumerSide): RunsSet {
  if (isBeforeSwitch(side)) return "own";
  return phase === "stopped" || phase === "deleted" ? "last" : "provider";
}

async function mapSet(
  deps: ServerDeps,
  { snapshot }: Frame,
  consumer: ConsumerFacts,
  set: readonly CometValidator[],
): Promise<SigningMap> {
  const history = await listKeyHistory(deps.store.db, snapshot, consumer.consumerId);
  return mapSigningKeys(snapshot, consumer, history, set);
}

function rowsOf(
  frame: Frame,
  consumer: ConsumerFacts,
  { position }: ConsumerSide,
  signing: SigningMap | undefined,
): ConsumerValidatorView[] {
  const { snapshot } = frame;
  const { consumerId } = consumer;
  const signingAt: SigningAt = position.state === "unknown" ? position : signing?.byValidator;
  const eligible = snapshot.nextSet(consumer)?.eligibility.filter((entry) => entry.eligible) ?? [];
  const shown = new Set<ConsHex>([
    ...(snapshot.optedIn.get(consumerId) ?? []),
    ...(snapshot.stored.get(consumerId) ?? []).map(({ consAddress }) => consAddress),
    ...(signing?.byValidator.keys() ?? []),
    ...eligible.map(({ consAddress }) => consAddress),
    ...(consumer.powerShaping.topN > 0
      ? snapshot.validators.filter(({ active }) => active).map(({ consAddress }) => consAddress)
      : []),
  ]);
  const rows = [...shown].map((address) => ({ address, row: rowOf(frame, consumer, address, signingAt) }));
  rows.sort((a, b) => byPower(a.row, b.row) || (a.address < b.address ? -1 : 1));
  return [...rows.map(({ row }) => row), ...(signing?.others ?? []).map((other) => strayRow(frame, other))];
}

/**
 * The last update on its way that speaks of the validator's key as the stored set has it, or takes away the key it signs with:
 * with it the two sets agree (ics-protocol.md §6.6.4).
 */
function settledBy(
  { stored, signing }: ConsumerValidatorView,
  pending: readonly PendingUpdate[],
): Pick<ConsumerValidatorView, "settledBy"> {
  if (signing !== undefined && "state" in signing) return {};
  if (stored?.power === signing?.power && stored?.key === signing?.key) return {};
  const update = pending.findLast(({ powers }) =>
    [...powers].some(([key, power]) => {
      const text = keyText(key);
      return (text === stored?.key && String(power) === stored.power) || (text === signing?.key && power === 0n);
    }),
  );
  if (!update) return {};
  const { valsetUpdateId, sequence, state, at, consumerHeight, isPastTimeout } = update;
  return {
    settledBy: {
      vscId: String(valsetUpdateId),
      state: isPastTimeout ? "expired" : state,
      ...(sequence === undefined ? {} : { sequence: String(sequence) }),
      ...(at ? { at } : {}),
      ...(consumerHeight === undefined ? {} : { signsFrom: consumerHeight }),
    },
  };
}

function byPower(a: ConsumerValidatorView, b: ConsumerValidatorView): number {
  const [left, right] = [BigInt(a.providerPower), BigInt(b.providerPower)];
  return left === right ? 0 : left > right ? -1 : 1;
}

function rowOf(
  { snapshot }: Frame,
  consumer: ConsumerFacts,
  address: ConsHex,
  signing: SigningAt,
): ConsumerValidatorView {
  return { ...identityOf({ snapshot }, address), ...standingOf(snapshot, consumer, address, signing) };
}

function identityOf({ snapshot }: Pick<Frame, "snapshot">, address: ConsHex) {
  const validator = snapshot.byConsAddress.get(address);
  return {
    ...(validator ? { operator: validator.operator, moniker: validator.moniker, status: validator.status } : {}),
    providerConsAddress: consText(snapshot, address),
    providerPower: String(validator?.power ?? 0n),
    jailed: validator?.jailed ?? false,
    active: validator?.active ?? false,
  };
}

/** A key in the consumer's set that no validator's row can show: nobody's we know, or somebody's second one. */
function strayRow({ snapshot }: Frame, { member, owner }: SigningMap["others"][number]): ConsumerValidatorView {
  const { providerConsAddress, ...identity } = identityOf({ snapshot }, owner ?? member.address);
  return {
    ...identity,
    ...(owner === undefined ? {} : { providerConsAddress }),
    optedIn: false,
    signing: signingText(snapshot, member),
    keyAssigned: owner !== undefined,
    commission: owner === undefined ? "0" : (snapshot.byConsAddress.get(owner)?.commissionRate ?? "0"),
  };
}

function heightsOf({ asOf }: Frame, { position }: ConsumerSide): ValidatorHeights {
  if (position.state === "not-started") return { provider: asOf };
  if (position.state === "unknown")
    return { provider: asOf, consumer: { state: "unknown", because: position.because } };
  const { chain, block } = position;
  return {
    provider: asOf,
    consumer: { chainId: chain.chainId, height: block.height, time: formatIsoNanos(block.timeNs) },
  };
}
