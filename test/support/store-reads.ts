import type { Kysely } from "kysely";
import { listChains, loadChain } from "@/lib/store/chain-rows";
import { loadResumeState } from "@/lib/store/load-open";
import * as chain from "@/lib/store/read-chain";
import * as changeover from "@/lib/store/read-changeover";
import * as duties from "@/lib/store/read-duties";
import * as handshakes from "@/lib/store/read-handshakes";
import * as lanes from "@/lib/store/read-lanes";
import * as launches from "@/lib/store/read-launches";
import * as life from "@/lib/store/read-life";
import * as members from "@/lib/store/read-members";
import * as packets from "@/lib/store/read-packets";
import * as payees from "@/lib/store/read-payees";
import * as plumbing from "@/lib/store/read-plumbing";
import * as proposals from "@/lib/store/read-proposals";
import * as provider from "@/lib/store/read-provider";
import * as punishments from "@/lib/store/read-punishments";
import * as relays from "@/lib/store/read-relays";
import * as rewards from "@/lib/store/read-rewards";
import * as search from "@/lib/store/read-search";
import * as security from "@/lib/store/read-security";
import * as signing from "@/lib/store/read-signing";
import * as since from "@/lib/store/read-since";
import { listTableSizes } from "@/lib/store/read-table-sizes";
import * as updates from "@/lib/store/read-updates";
import * as verification from "@/lib/store/read-verification";
import type { Database } from "@/lib/store/schema";
import * as subjects from "@/lib/store/subject-rows";

/** What is asked for: one place of a store, with things that are there. */
export interface ReadPlace {
  readonly network: string;
  readonly provider: string;
  readonly height: number;
  readonly timeNs: bigint;
  readonly epochHeights: readonly number[];
  readonly consumerChain: string;
  readonly consumerHeight: number;
  readonly consumerId: string;
  readonly allConsumers: readonly string[];
  readonly channelId: string;
  /** Channels of all consumers, which some views ask for at once. */
  readonly allChannels: readonly string[];
  readonly clientId: string;
  /** Light clients of all consumers, which a state of the provider asks for at once. */
  readonly allClients: readonly string[];
  readonly validator: string;
  /** Addresses in the provider's set, which some views ask for at once. */
  readonly setMembers: readonly string[];
  readonly operator: string;
  readonly consumerAddress: string;
  readonly txHash: string;
  readonly blockHash: string;
  readonly setHash: string;
  readonly proposalId: string;
  readonly epoch: bigint;
  readonly sequence: bigint;
}

/** Every read of the store, as a page asks it at a place. */
export function storeReads(db: Kysely<Database>, p: ReadPlace): Readonly<Record<string, () => Promise<unknown>>> {
  const at = { network: p.network, height: p.height };
  const atChain = { ...at, providerChainId: p.provider };
  const onChain = { network: p.network, chainId: p.provider, height: p.height };
  const ownChain = { network: p.network, chainId: p.consumerChain, height: p.consumerHeight };
  const sender = { chainId: p.consumerChain, consumerId: p.consumerId as never, height: p.consumerHeight };
  const end = { chainId: p.provider, channelId: p.channelId, height: p.height };
  const ends = p.allChannels.map((channelId) => ({ ...end, channelId }));
  const ownEnd = { chainId: p.consumerChain, channelId: p.channelId, height: p.consumerHeight };
  return {
    loadChain: () => loadChain(db, { network: p.network, chainId: p.provider }),
    listChains: () => listChains(db, p.network),
    loadResumeState: () => loadResumeState(db, { network: p.network, chainId: p.provider, role: "provider" }),
    findBlock: () => chain.findBlock(db, p.network, p.provider, p.height),
    findUpgradeHeight: () => changeover.findUpgradeHeight(db, p.network, p.consumerChain, p.consumerHeight),
    findLastBlockAt: () => chain.findLastBlockAt(db, p.network, p.provider, p.timeNs),
    findBlockIntervalMs: () => chain.findBlockIntervalMs(db, p.network, p.provider, p.height),
    listCometSetAt: () => chain.listCometSetAt(db, p.network, p.provider, p.height),
    listConsumerLinks: () => chain.listConsumerLinks(db, p.network),
    listClientsAt: () => chain.listClientsAt(db, p.network, p.provider, p.height, p.allClients),
    listEndpoints: () => chain.listEndpoints(db, p.network),
    listSubjects: () => subjects.listSubjects(db, p.network),
    listGaps: () => chain.listGaps(db, p.network),
    listLifeMarks: () => life.listLifeMarks(db, at, 0),
    listFailedLaunches: () => life.listFailedLaunches(db, atChain),
    listStoredSetAt: () => life.listStoredSetAt(db, at, p.consumerId),
    // Of all channels at once, as a state of the provider asks it; by name only those that have been silent for long.
    listRecentHops: () => packets.listRecentHops(db, onChain, 3 * p.allChannels.length + 100),
    listLastPackets: async () => {
      await packets.listLastPackets(db, p.network, "recv", [ownEnd]);
      await packets.listLastPackets(db, p.network, "ack", ends.slice(0, 100));
    },
    listTimeouts: () => packets.listTimeouts(db, onChain),
    listSends: () => packets.listSends(db, p.network, [{ ...end, sequence: p.sequence }]),
    findProviderParamsAt: () => provider.findProviderParamsAt(db, at),
    listValidatorsAt: () => provider.listValidatorsAt(db, at),
    listConsumersAt: () => provider.listConsumersAt(db, at),
    listOptedInAt: () => provider.listOptedInAt(db, at),
    listStoredAt: () => provider.listStoredAt(db, at),
    listAssignedKeysAt: () => provider.listAssignedKeysAt(db, at),
    listKeyHistory: () => provider.listKeyHistory(db, at, p.consumerId),
    listStep: async () => {
      for (const table of [
        "validator",
        "consumer",
        "opted_in",
        "stored_validator",
        "assigned_key",
        "consumer_commission",
      ] as const) {
        await provider.listStep(db, table, p.network, { from: p.height - 10, to: p.height });
      }
    },
    listCommissionsAt: () => provider.listCommissionsAt(db, at),
    findSlashMeterAt: () => provider.findSlashMeterAt(db, at),
    listQueuedPacketsAt: () => provider.listQueuedPacketsAt(db, atChain),
    listSetChanges: () => provider.listSetChanges(db, at, p.consumerId, 0),
    listTimeline: () => provider.listTimeline(db, at, p.consumerId, p.provider, 100),
    listLastUpdates: () => updates.listLastUpdates(db, p.network, [ownEnd]),
    listTrips: () =>
      updates.listTrips(
        db,
        { network: p.network, chainId: p.provider },
        p.allChannels.slice(0, 100).map((channelId) => ({ channelId, after: p.sequence - 21n, upTo: p.sequence })),
      ),
    // How far a consumer that is read has come, and which slash packets of all of them the provider has received.
    listFurthest: async () => {
      const back = (["send", "ack", "timeout"] as const).map((hop) => ({ ...ownEnd, lane: 0, hop }));
      await lanes.listFurthest(db, p.network, "vsc", [{ ...ownEnd, lane: 0, hop: "recv" }]);
      await lanes.listFurthest(db, p.network, "slash", [
        ...back,
        ...ends.map((one, lane) => ({ ...one, lane, hop: "recv" as const })),
      ]);
    },
    // Where a page of packets far back goes on, on every lane.
    listFurthestSent: () =>
      lanes.listFurthest(
        db,
        p.network,
        "vsc",
        ends.map((one, lane) => ({ ...one, lane, hop: "send" as const })),
      ),
    listLanePackets: () =>
      lanes.listLanePackets(
        db,
        p.network,
        "vsc",
        [{ ...end, lane: 0, hop: "send", after: p.sequence - 50n, upTo: p.sequence }],
        "desc",
        50,
      ),
    // A page of packets: the last one of every lane, and some of those that are on the page.
    listLanePacketsOfAll: async () => {
      const all = ends.map((one, lane) => ({ ...one, lane, hop: "send" as const, after: 0n, upTo: p.sequence }));
      await lanes.listLanePackets(db, p.network, "vsc", all, "desc", 1);
      await lanes.listLanePackets(db, p.network, "vsc", all.slice(0, 51), "desc", 8);
    },
    listPastTimeout: () =>
      lanes.listPastTimeout(db, p.network, "vsc", [
        {
          ...end,
          lane: 0,
          hop: "send",
          after: p.sequence - 50n,
          upTo: p.sequence,
          timeout: { atNs: p.timeNs, isPast: true },
        },
      ]),
    listHops: () => lanes.listHops(db, p.network, "vsc", [{ ...end, packet: 0, hop: "ack", sequence: p.sequence }]),
    listRelays: () => relays.listRelays(db, p.network, [{ chainId: p.provider, txHash: p.txHash }]),
    listChannelCloses: () =>
      handshakes.listChannelCloses(db, p.network, [
        { chainId: p.provider, height: p.height },
        { chainId: p.consumerChain, height: p.consumerHeight },
      ]),
    listHandshakes: () =>
      handshakes.listHandshakes(db, p.network, [
        {
          of: 0,
          chainId: p.provider,
          height: p.height,
          port: "provider",
          channelId: p.channelId,
          clientId: p.clientId,
        },
        {
          of: 1,
          chainId: p.provider,
          height: p.height,
          port: "provider",
          connectionId: "connection-5",
          counterpartyChannel: "c",
        },
      ]),
    listEpochs: () => relays.listEpochs(db, p.network, p.provider, [p.epoch]),
    listStoredChanges: () =>
      relays.listStoredChanges(db, p.network, [{ consumerId: p.consumerId as never, height: p.height }]),
    listPunishments: () => punishments.listPunishments(db, atChain),
    listUnjailings: () => punishments.listUnjailings(db, atChain),
    listSlashPackets: () => punishments.listSlashPackets(db, atChain),
    listSlashRequests: () => punishments.listSlashRequests(db, ownChain),
    listSlashSends: () => punishments.listSlashSends(db, ownChain),
    findStakeBetween: () =>
      punishments.findStakeBetween(db, {
        network: p.network,
        operator: p.operator,
        height: p.height - 100,
        upTo: p.height,
      }),
    listMeterHistory: () => punishments.listMeterHistory(db, at, 1_000),
    listMembership: () => signing.listMembership(db, onChain),
    listMissedBlocks: () => signing.listMissedBlocks(db, onChain, p.height - 10_000, p.setMembers),
    listLastDowntime: () => signing.listLastDowntime(db, onChain, p.setMembers),
    findDowntimeEnd: () => signing.findDowntimeEnd(db, onChain, p.validator, p.height),
    findSlashingParamsAt: () => signing.findSlashingParamsAt(db, onChain),
    listCommits: () => signing.listCommits(db, onChain, 100),
    listSetsBetween: () => signing.listSetsBetween(db, onChain, p.height - 100),
    listRelayers: () => plumbing.listRelayers(db, p.network, [{ chainId: p.provider, height: p.height }], 2_000),
    listBlockSpace: () =>
      plumbing.listBlockSpace(db, p.network, [{ chainId: p.provider, height: p.height }], 1_000, 20),
    listBlockLimits: () => plumbing.listBlockLimits(db, p.network, [{ chainId: p.provider, height: p.height }], 1_000),
    listRewardTotalsAt: () => rewards.listRewardTotalsAt(db, atChain),
    listRewardSteps: () => rewards.listRewardSteps(db, atChain, p.consumerId, 400),
    listRewardsSentAt: () => rewards.listRewardsSentAt(db, p.network, [sender]),
    listRewardsInFlight: () => rewards.listRewardsInFlight(db, atChain, [sender]),
    listRewardCandidates: () => payees.listRewardCandidates(db, p.network, p.consumerId, p.epochHeights),
    listPayeeNames: () =>
      payees.listPayeeNames(
        db,
        p.network,
        p.setMembers.map((address) => ({ consAddress: address as never, height: p.height, stakingRate: "0.05" })),
      ),
    listEpochBlocks: () => security.listEpochBlocks(db, at, p.provider, 60),
    listStakesAt: () => security.listStakesAt(db, at),
    listMembersAt: () => members.listMembersAt(db, p.network, p.consumerId, p.epochHeights),
    listBlocksByHash: () => search.listBlocksByHash(db, p.network, p.blockHash),
    listTxTraces: () => search.listTxTraces(db, p.network, p.txHash),
    listUpdates: () =>
      duties.listUpdates(
        db,
        p.network,
        ends.map((one) => ({ ...one, after: p.sequence - 1n, upTo: p.sequence })),
        200,
      ),
    findLastLeaving: () => duties.findLastLeaving(db, at),
    listLeftSets: () => duties.listLeftSets(db, at, p.validator),
    listBlockTimes: () =>
      duties.listBlockTimes(
        db,
        p.network,
        p.provider,
        Array.from({ length: 500 }, (_, i) => Math.ceil((p.height * (i + 1)) / 500)),
      ),
    listKeysOf: () => duties.listKeysOf(db, at, p.validator),
    listKeyOwners: () => duties.listKeyOwners(db, at, p.consumerAddress),
    listOptInsOf: () => duties.listOptInsOf(db, at, p.validator),
    listOptInMessages: () =>
      duties.listOptInMessages(db, p.network, p.operator, [
        { consumerId: p.consumerId as never, fromHeight: Math.max(1, p.height - 30) },
      ]),
    findFirstBlockFrom: () => since.findFirstBlockFrom(db, p.network, p.provider, p.timeNs, p.height),
    findInitializedSince: () => since.findInitializedSince(db, at, p.consumerId),
    findEmptiedAt: async () => {
      await since.findEmptiedAt(db, "opted_in", at, p.consumerId);
      await since.findEmptiedAt(db, "stored_validator", at, p.consumerId);
    },
    findFrozenSince: () => since.findFrozenSince(db, p.network, p.provider, p.clientId, p.height),
    findMeterNegativeSince: () => since.findMeterNegativeSince(db, at),
    findLastBlockOfSet: () =>
      since.findLastBlockOfSet(db, p.network, p.provider, p.setHash, { from: p.height - 9_000, to: p.height }),
    findUpdateReceived: () => since.findUpdateReceived(db, p.network, ownEnd),
    listSignedBlocks: () => since.listSignedBlocks(db, p.network, p.provider, p.height, 500),
    listCometMembers: () => since.listCometMembers(db, p.network, p.provider, { from: p.height - 400, to: p.height }),
    listLifeEvents: () => launches.listLifeEvents(db, atChain, p.allConsumers as never, 50),
    listFirstClientUpdates: () => launches.listFirstClientUpdates(db, atChain, p.allClients),
    findQueuedInfraction: () => launches.findQueuedInfraction(db, at, p.consumerId),
    listConsumerVersions: () => launches.listConsumerVersions(db, atChain, p.consumerId, 100),
    listProposals: () => proposals.listProposals(db, p.network, [{ chainId: p.provider, height: p.height }]),
    findProposal: () =>
      proposals.findProposal(db, p.network, { chainId: p.provider, proposalId: p.proposalId, height: p.height }),
    listVotes: () =>
      proposals.listVotes(db, p.network, [{ chainId: p.provider, proposalId: p.proposalId, height: p.height }]),
    listDeposits: () =>
      proposals.listDeposits(db, p.network, { chainId: p.provider, proposalId: p.proposalId, height: p.height }),
    findStoredSetChange: () =>
      proposals.findStoredSetChange(db, p.network, p.consumerId, Math.max(1, p.height - 30_000), p.height),
    findTrustRoot: () => verification.findTrustRoot(db, onChain),
    findVerifiedBlock: () => verification.findVerifiedBlock(db, onChain, p.height),
    listVerifiedBlocks: () => verification.listVerifiedBlocks(db, onChain, p.height, 20),
    listVerifications: () => verification.listVerifications(db, onChain, p.height),
    listVerificationsOf: () => verification.listVerificationsOf(db, onChain, p.consumerId, p.height),
    listCheckedSubjects: () => verification.listCheckedSubjects(db, onChain),
    listLatest: () =>
      verification.listLatest(
        db,
        onChain,
        Array.from({ length: 100 }, (_, c) => ({ consumerId: String(c), subject: "phase" })),
        p.height,
      ),
    findLastChecked: () => verification.findLastChecked(db, onChain, p.height),
    listCheck: () => verification.listCheck(db, onChain, Math.floor(p.height / 50_000) * 50_000),
    listCheckedHeights: () => verification.listCheckedHeights(db, onChain),
    findVerification: () =>
      verification.findVerification(db, onChain, { consumerId: p.consumerId, subject: "phase", atMost: p.height }),
    findTrustingPeriod: () => verification.findTrustingPeriod(db, p.network),
    listVerdicts: () => verification.listVerdicts(db, p.network),
    findChannelCounts: () =>
      verification.findChannelCounts(db, onChain, { port: "provider", channelId: p.channelId, height: p.height }),
    findConsumerEnd: () =>
      verification.findConsumerEnd(db, { network: p.network, chainId: p.consumerChain }, p.channelId),
    listTableSizes: () => listTableSizes(db),
    findCommitFlags: () => updates.findCommitFlags(db, p.network, p.provider, p.height),
  };
}
