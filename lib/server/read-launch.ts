import "server-only";
import type { AsOf } from "@/lib/api/contracts/common";
import type { ComparedParameter, LaunchView } from "@/lib/api/contracts/launch";
import { commitSigners } from "@/lib/ics/commit-signers";
import type { ConsHex } from "@/lib/ics/ids";
import { COMPARED_INIT_PARAMETERS, INIT_DEFAULTS } from "@/lib/ics/init-defaults";
import { deriveLaunchChecks } from "@/lib/ics/launch-checks";
import { fewestToTake, shareText } from "@/lib/ics/security-figures";
import { formatIsoNanos } from "@/lib/ics/time";
import type { ConsumerFacts, StoredValidator } from "@/lib/ics/types";
import { listCometSetAt } from "@/lib/store/read-chain";
import { listStoredSetAt } from "@/lib/store/read-life";
import { listKeyHistory } from "@/lib/store/read-provider";
import { findCommitFlags } from "@/lib/store/read-updates";
import { readChangeoverView } from "./changeover-view";
import { atOf, sideOf } from "./consumer-item";
import { consText, keyText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import { lifeSteps } from "./life-steps";
import type { ReadResult } from "./outcome";
import { findConsumer, isOwnedByGovernance } from "./read-consumer";
import { failedLaunchOf, firstSign, readLives, readStarts } from "./read-launches";
import { mapSigningKeys } from "./signing-keys";
import { viewAt } from "./view";

/** What a consumer's launch still misses; afterwards, how it went. */
export function readLaunch(
  deps: ServerDeps,
  network: string,
  consumerId: string,
  at: ViewAt,
): Promise<ReadResult<LaunchView>> {
  return viewAt<LaunchView>(deps, network, at, async (frame) => {
    const consumer = findConsumer(frame, consumerId);
    return "status" in consumer ? consumer : { data: await launchView(deps, frame, consumer) };
  });
}

async function launchView(deps: ServerDeps, frame: Frame, consumer: ConsumerFacts): Promise<LaunchView> {
  const { snapshot } = frame;
  const { consumerId, phase, initParams, powerShaping } = consumer;
  const next = snapshot.nextSet(consumer);
  const isAhead = phase === "registered" || phase === "initialized";
  const launchedAt = atOf(snapshot.marks.get(consumerId)?.get("launched"));
  const [changeover, lives, started, members, signing] = await Promise.all([
    readChangeoverView(deps, frame, consumer),
    readLives(deps, frame, [consumer]),
    readStarts(deps, frame, [consumer]),
    isAhead ? (next?.set ?? []) : readLaunchSet(deps, frame, consumer),
    isAhead ? undefined : readSigning(deps, frame, consumer),
  ]);
  const failed = failedLaunchOf(snapshot, consumer);
  const startedAt = started.get(consumerId);
  const chain = chainOf(frame, consumer, startedAt);
  return {
    consumerId,
    chainId: consumer.chainId,
    name: consumer.metadata.name,
    phase,
    topN: powerShaping.topN,
    ...(initParams?.spawnTime === undefined ? {} : { spawnTime: initParams.spawnTime }),
    ...(launchedAt ? { launchedAt } : {}),
    ...(failed ? { failedLaunch: failed } : {}),
    checks: deriveLaunchChecks({
      phase,
      now: snapshot.time,
      isOwnedByGovernance: isOwnedByGovernance(snapshot, consumer),
      powerShaping,
      optedIn: snapshot.optedIn.get(consumerId)?.size ?? 0,
      ...(initParams ? { initParams } : {}),
      ...(next ? { next: { members: next.set.length, hasActiveMember: next.hasActiveMember } } : {}),
    }),
    optedInCount: snapshot.optedIn.get(consumerId)?.size ?? 0,
    set: setOf(frame, members, isAhead ? "next" : "launch", signing),
    notInSet: isAhead ? absenteesOf(frame, consumer) : [],
    ...(initParams?.genesisHash ? { genesisHash: initParams.genesisHash } : {}),
    ...(initParams?.binaryHash ? { binaryHash: initParams.binaryHash } : {}),
    parameters: comparedParameters(snapshot.consumers, consumer),
    ...(chain ? { chain } : {}),
    ...firstSign(frame, consumer, startedAt),
    ...(changeover ? { changeover } : {}),
    ...(initParams?.connectionId ? { connectionId: initParams.connectionId } : {}),
    steps: lifeSteps(lives.get(consumerId) ?? []),
  };
}

/** The set the provider stored at the launch; where that is before our record, the earliest one we have. */
async function readLaunchSet(
  { store: { db } }: ServerDeps,
  { snapshot }: Frame,
  { consumerId }: ConsumerFacts,
): Promise<StoredValidator[]> {
  const height = snapshot.marks.get(consumerId)?.get("launched")?.height;
  return height === undefined ? [] : listStoredSetAt(db, { network: snapshot.network, height }, consumerId);
}

type Signing = ReadonlyMap<ConsHex, boolean>;

/** Of the validators who made the chain's last block but one: who signed it. Left out: in that set no more. */
async function readSigning(
  { store: { db } }: ServerDeps,
  frame: Frame,
  consumer: ConsumerFacts,
): Promise<Signing | undefined> {
  const { snapshot } = frame;
  const { position } = sideOf(frame, consumer);
  if (position.state !== "known") return undefined;
  const { network } = snapshot;
  const { chainId } = position.chain;
  const { height } = position.block;
  const [set, flags, history] = await Promise.all([
    listCometSetAt(db, network, chainId, height - 1),
    findCommitFlags(db, network, chainId, height),
    listKeyHistory(db, snapshot, consumer.consumerId),
  ]);
  const signers = commitSigners(set, flags);
  if (!signers) return undefined;
  const { byValidator } = mapSigningKeys(snapshot, consumer, history, set);
  return new Map([...byValidator].map(([validator, { address }]) => [validator, signers.has(address)]));
}

function setOf(
  { snapshot }: Frame,
  members: readonly StoredValidator[],
  basis: LaunchView["set"]["basis"],
  signing: Signing | undefined,
): LaunchView["set"] {
  const total = members.reduce((sum, { power }) => sum + power, 0n);
  const providerPower = members.reduce(
    (sum, { consAddress }) => sum + (snapshot.byConsAddress.get(consAddress)?.power ?? 0n),
    0n,
  );
  const hasOwnKey = ({ consAddress, pubKey }: StoredValidator) =>
    snapshot.byConsAddress.get(consAddress)?.pubKey !== pubKey;
  const shareOfProvider = basis === "next" ? shareText(providerPower, snapshot.totalPower) : undefined;
  const fewest = fewestToTake(members.map(({ power }) => power));
  return {
    basis,
    totalPower: String(total),
    powerWithOwnKey: String(members.filter(hasOwnKey).reduce((sum, { power }) => sum + power, 0n)),
    ...(shareOfProvider === undefined ? {} : { shareOfProvider }),
    ...(fewest === undefined ? {} : { fewestToStart: fewest }),
    validators: members
      .toSorted((a, b) => (a.power === b.power ? (a.consAddress < b.consAddress ? -1 : 1) : a.power < b.power ? 1 : -1))
      .map((member) => {
        const validator = snapshot.byConsAddress.get(member.consAddress);
        const isSigning = signing?.get(member.consAddress);
        return {
          ...(validator ? { operator: validator.operator, moniker: validator.moniker } : {}),
          providerConsAddress: consText(snapshot, member.consAddress),
          power: String(member.power),
          share: shareText(member.power, total) ?? "0",
          active: validator?.active ?? false,
          keyAssigned: hasOwnKey(member),
          key: keyText(member.pubKey),
          ...(isSigning === undefined ? {} : { isSigning }),
        };
      }),
  };
}

function absenteesOf({ snapshot }: Frame, consumer: ConsumerFacts): LaunchView["notInSet"] {
  const optedIn = snapshot.optedIn.get(consumer.consumerId) ?? new Set<ConsHex>();
  const eligibility = snapshot.nextSet(consumer)?.eligibility ?? [];
  return eligibility
    .filter(({ eligible, consAddress }) => !eligible && optedIn.has(consAddress))
    .map(({ consAddress, excludedBecause }) => {
      const validator = snapshot.byConsAddress.get(consAddress);
      return {
        ...(validator ? { operator: validator.operator, moniker: validator.moniker } : {}),
        providerConsAddress: consText(snapshot, consAddress),
        ...(excludedBecause === undefined ? {} : { excludedBecause }),
      };
    });
}

/** Each parameter beside its default and the values of all other consumers that have any. */
function comparedParameters(
  consumers: readonly ConsumerFacts[],
  { consumerId, initParams }: ConsumerFacts,
): ComparedParameter[] {
  if (!initParams) return [];
  const others = consumers.filter((other) => other.consumerId !== consumerId);
  return COMPARED_INIT_PARAMETERS.map((key) => {
    const counts = new Map<string, number>();
    for (const other of others) {
      const value = other.initParams?.[key];
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return {
      key,
      value: initParams[key],
      defaultValue: INIT_DEFAULTS[key],
      others: [...counts]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    };
  });
}

function chainOf(frame: Frame, consumer: ConsumerFacts, startedAt: AsOf | undefined): LaunchView["chain"] {
  const { position, powerOnline } = sideOf(frame, consumer);
  if (position.state === "not-started") return undefined;
  if (position.state === "unknown") return { state: "unknown", because: position.because };
  const share = powerOnline && shareText(powerOnline.signed, powerOnline.total);
  const { chain, block } = position;
  return {
    chainId: chain.chainId,
    ...(startedAt?.chainId === chain.chainId ? { firstBlock: { height: startedAt.height, time: startedAt.time } } : {}),
    lastBlock: { height: block.height, time: formatIsoNanos(block.timeNs) },
    ...(powerOnline && share !== undefined
      ? { online: { signed: String(powerOnline.signed), total: String(powerOnline.total), share } }
      : {}),
  };
}
