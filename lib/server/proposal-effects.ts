import "server-only";
import type { ProposalEffect, SetEffect, SetMember } from "@/lib/api/contracts/proposal";
import { parseConsAddress } from "@/lib/ics/address";
import { ratioText } from "@/lib/ics/decimal";
import type { ConsHex } from "@/lib/ics/ids";
import type { DecodedMessage, MessageValue } from "@/lib/ics/message";
import { computeNextSet, type NextSet } from "@/lib/ics/next-set";
import { fieldsSetBy, type SetField } from "@/lib/ics/proposal-changes";
import { addNanos, formatIsoNanos } from "@/lib/ics/time";
import type { ConsumerFacts, PowerShaping } from "@/lib/ics/types";
import { listStoredSetAt } from "@/lib/store/read-life";
import { findStoredSetChange, type ProposalAt } from "@/lib/store/read-proposals";
import type { ValidatorAt } from "@/lib/store/read-provider";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";
import { consumerIn, layOut, type ProposalStates } from "./proposal-changes-view";
import { type ProviderSnapshot, readSnapshot } from "./provider-snapshot";

/**
 * What a provider's proposal does to who validates which consumer. A proposal that is over is computed with the validators
 * of the block that decided it, any other with those of this view.
 */
export async function readEffects(
  deps: ServerDeps,
  frame: Frame,
  proposal: ProposalAt,
  states: ProposalStates,
): Promise<ProposalEffect[]> {
  const { snapshot } = frame;
  const isOver = proposal.status !== "deposit" && proposal.status !== "voting";
  if (isOver && (proposal.endedHeight === undefined || !states.atExecution)) return [];
  const basis =
    proposal.endedHeight === undefined
      ? snapshot
      : await readSnapshot(deps, {
          network: snapshot.network,
          height: proposal.endedHeight,
          providerChainId: snapshot.chainId,
        });
  if (!basis) return [];
  const effects = await Promise.all(
    layOut(proposal.messages).map(async ({ message }): Promise<ProposalEffect[]> => {
      const consumerId = consumerIn(message, states);
      const consumer = (states.atExecution ?? states.now).consumers.find((one) => one.consumerId === consumerId);
      if (!consumer) return [];
      if (isRemoval(message)) return [removalEffect(frame, basis, proposal, consumer)];
      const shaping = shapingAfter(consumer.powerShaping, fieldsSetBy(message));
      if (!shaping || consumer.phase === "stopped" || consumer.phase === "deleted") return [];
      const effect = setEffect(basis, consumer, shaping);
      const stored = proposal.status === "passed" ? await storedAfter(deps, frame, proposal, consumer) : undefined;
      return effect ? [{ ...effect, ...(stored ? { stored } : {}) }] : [];
    }),
  );
  return effects.flat();
}

function isRemoval({ type }: DecodedMessage): boolean {
  return /^\/interchain_security\.ccv\.provider\.v1\.(?:MsgRemoveConsumer|MsgConsumerRemoval|ConsumerRemovalProposal)$/.test(
    type,
  );
}

/** The power shaping a message leaves behind; `undefined` when it sets none. */
function shapingAfter(before: PowerShaping, sets: readonly SetField[]): PowerShaping | undefined {
  const shaping = sets.filter(({ field }) => field.startsWith("powerShaping."));
  if (shaping.length === 0) return undefined;
  const said = new Map(shaping.map(({ field, after }) => [field.slice("powerShaping.".length), after]));
  const number = (name: "topN" | "validatorsPowerCap" | "validatorSetCap") =>
    said.has(name) ? Number(said.get(name) ?? 0) : before[name];
  const list = (name: "allowlist" | "denylist" | "prioritylist") =>
    said.has(name) ? addressesOf(said.get(name)) : before[name];
  return {
    topN: Math.min(100, number("topN")),
    validatorsPowerCap: number("validatorsPowerCap"),
    validatorSetCap: number("validatorSetCap"),
    allowlist: list("allowlist"),
    denylist: list("denylist"),
    prioritylist: list("prioritylist"),
    minStake: String(said.get("minStake") ?? before.minStake),
    allowInactiveVals: said.has("allowInactiveVals")
      ? said.get("allowInactiveVals") === true
      : before.allowInactiveVals,
  };
}

/** Entries that are no address do not count (§6.3). */
function addressesOf(value: MessageValue | undefined): ConsHex[] {
  return (Array.isArray(value) ? value : []).flatMap((one) => parseConsAddress(String(one)) ?? []);
}

function setEffect(snapshot: ProviderSnapshot, consumer: ConsumerFacts, shaping: PowerShaping): SetEffect | undefined {
  const before = predict(snapshot, consumer, consumer.powerShaping);
  const after = predict(snapshot, consumer, shaping);
  if (!before || !after) return undefined;
  const names = (next: NextSet) => new Set(next.set.map(({ consAddress }) => consAddress));
  const [was, will] = [names(before), names(after)];
  const obligedBy = ({ minPower }: NextSet) =>
    snapshot.validators.filter(({ active, power }) => active && minPower !== undefined && power >= minPower);
  const [forced, willBeForced] = [obligedBy(before), obligedBy(after)];
  const membersOf = (validators: readonly ValidatorAt[]) => validators.map(memberOf);
  const pick = (isIn: (address: ConsHex) => boolean) =>
    membersOf(snapshot.validators.filter(({ consAddress }) => isIn(consAddress)));
  return {
    kind: "set",
    consumerId: consumer.consumerId,
    height: snapshot.height,
    before: figuresOf(before, snapshot),
    after: figuresOf(after, snapshot),
    shareAfter:
      snapshot.totalPower === 0n
        ? { state: "unknown", because: "not-recorded" }
        : ratioText(providerPowerOf(after, snapshot), snapshot.totalPower, 6),
    enters: pick((address) => will.has(address) && !was.has(address)),
    leaves: pick((address) => was.has(address) && !will.has(address)),
    obliged: membersOf(willBeForced.filter((validator) => !forced.includes(validator))),
    released: membersOf(forced.filter((validator) => !willBeForced.includes(validator))),
  };
}

function predict(snapshot: ProviderSnapshot, consumer: ConsumerFacts, powerShaping: PowerShaping): NextSet | undefined {
  const { consumerId } = consumer;
  if (!snapshot.params) return undefined;
  const assigned = [...(snapshot.assignedKeys.get(consumerId) ?? [])];
  return computeNextSet({
    providerHeight: snapshot.height,
    validators: snapshot.validators,
    maxProviderConsensusValidators: snapshot.params.maxProviderConsensusValidators,
    powerShaping,
    optedIn: snapshot.optedIn.get(consumerId) ?? new Set<ConsHex>(),
    assignedKeys: new Map(assigned.map(([address, key]) => [address, key.pubKey])),
    previousSet: snapshot.stored.get(consumerId) ?? [],
  });
}

function figuresOf(next: NextSet, snapshot: ProviderSnapshot): SetEffect["before"] {
  return {
    validators: next.set.length,
    power: String(providerPowerOf(next, snapshot)),
    ...(next.minPower === undefined ? {} : { minPower: String(next.minPower) }),
  };
}

function providerPowerOf({ set }: NextSet, snapshot: ProviderSnapshot): bigint {
  return set.reduce((sum, { consAddress }) => sum + (snapshot.byConsAddress.get(consAddress)?.power ?? 0n), 0n);
}

export function memberOf({ operator, moniker, power }: ValidatorAt): SetMember {
  return { operator, moniker, power: String(power) };
}

async function storedAfter(
  deps: ServerDeps,
  { snapshot }: Frame,
  { endedHeight }: ProposalAt,
  { consumerId }: ConsumerFacts,
): Promise<SetEffect["stored"]> {
  if (endedHeight === undefined) return undefined;
  const { network } = snapshot;
  const height = await findStoredSetChange(deps.store.db, network, consumerId, endedHeight, snapshot.height);
  if (height === undefined) return undefined;
  const set = await listStoredSetAt(deps.store.db, { network, height }, consumerId);
  return { height, validators: set.length, power: String(set.reduce((sum, { power }) => sum + power, 0n)) };
}

function removalEffect(
  { snapshot }: Frame,
  basis: ProviderSnapshot,
  proposal: ProposalAt,
  consumer: ConsumerFacts,
): ProposalEffect {
  const members = basis.stored.get(consumer.consumerId) ?? [];
  const now = snapshot.consumers.find(({ consumerId }) => consumerId === consumer.consumerId);
  const waitNs = basis.params?.unbondingPeriodNs;
  const isDone = proposal.status === "passed" && proposal.endedHeight !== undefined && proposal.endedNs !== undefined;
  const stopped = isDone
    ? { height: proposal.endedHeight as number, time: formatIsoNanos(proposal.endedNs as bigint) }
    : undefined;
  const deletedAt =
    now?.removalTime ?? (stopped && waitNs !== undefined ? addNanos(stopped.time, BigInt(waitNs)) : undefined);
  return {
    kind: "removal",
    consumerId: consumer.consumerId,
    released: members.flatMap(({ consAddress }) => {
      const validator = basis.byConsAddress.get(consAddress);
      return validator ? [memberOf(validator)] : [];
    }),
    ...(stopped ? { stoppedAt: stopped } : {}),
    ...(deletedAt === undefined ? {} : { deletedAt }),
    ...(waitNs === undefined ? {} : { waitNs }),
  };
}
