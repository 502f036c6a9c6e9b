import "server-only";
import type { SlashItem, SlashView, StoryStep } from "@/lib/api/contracts/slash";
import { parseConsHex } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import { findBlock } from "@/lib/store/read-chain";
import type { PunishmentAt } from "@/lib/store/read-punishments";
import { findStakeBetween, listSlashSends } from "@/lib/store/read-punishments";
import { findDowntimeEnd, findSlashingParamsAt, listMissedBlocks } from "@/lib/store/read-signing";
import { consText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import { fault, type ReadResult } from "./outcome";
import { readUptimeOf } from "./read-signing";
import { type Ledger, readLedger, slashIdOf } from "./read-slashes";
import { viewAt } from "./view";

/** One punishment and its whole story on both chains. */
export function readSlash(deps: ServerDeps, network: string, id: string, at: ViewAt): Promise<ReadResult<SlashView>> {
  return viewAt<SlashView>(
    deps,
    network,
    at,
    async (frame) => {
      const ledger = await readLedger(deps, frame);
      const item = ledger.items.find((one) => one.id === id);
      const punishment = ledger.punishments.find((one) => slashIdOf(one) === id);
      if (!item || !punishment)
        return fault(
          404,
          "unknown-slash",
          `There is no punishment ${JSON.stringify(id.slice(0, 40))} on ${frame.snapshot.chainId} up to block ${frame.snapshot.height}.`,
        );
      return { data: await slashView(deps, frame, ledger, item, punishment) };
    },
    ["punishments", "signing"],
  );
}

const NOT_RECORDED = { state: "unknown", because: "not-recorded" } as const;

async function slashView(
  deps: ServerDeps,
  frame: Frame,
  ledger: Ledger,
  item: SlashItem,
  punishment: PunishmentAt,
): Promise<SlashView> {
  const { db } = deps.store;
  const { snapshot } = frame;
  const watched = watchedChain(frame, item, punishment);
  const [absence, story, stake] = await Promise.all([
    watched ? readAbsence(deps, watched) : undefined,
    readStory(deps, frame, ledger, item, punishment, watched),
    item.operator === undefined
      ? undefined
      : findStakeBetween(db, {
          network: snapshot.network,
          operator: item.operator,
          height: punishment.height,
          upTo: snapshot.height,
        }),
  ]);
  return {
    ...item,
    ...(item.kind !== "downtime" ? {} : { absence: absence ?? NOT_RECORDED }),
    ...(punishment.power === undefined ? {} : { power: String(punishment.power) }),
    stake: {
      before: stake?.before === undefined ? NOT_RECORDED : String(stake.before),
      after: stake?.after === undefined ? NOT_RECORDED : String(stake.after),
    },
    ...evidenceOf(frame, punishment),
    story,
  };
}

interface WatchedChain {
  readonly network: string;
  readonly chainId: string;
  readonly address: string;
  /** Block in which the absence was reported, or punished. */
  readonly height: number;
}

/** The consumer's block of a punishment, where it is known. */
function knownPlace({ onConsumer }: SlashItem) {
  return onConsumer === undefined || "state" in onConsumer ? undefined : onConsumer;
}

/** The chain whose x/slashing found a validator absent: the consumer, or the provider itself. */
function watchedChain({ snapshot }: Frame, item: SlashItem, punishment: PunishmentAt): WatchedChain | undefined {
  if (item.kind !== "downtime") return undefined;
  const { network } = snapshot;
  if (punishment.cause === "provider")
    return { network, chainId: snapshot.chainId, address: punishment.consAddress, height: punishment.height };
  const onConsumer = knownPlace(item);
  if (!onConsumer || punishment.consumerAddress === undefined) return undefined;
  return { network, address: punishment.consumerAddress, ...onConsumer };
}

/** The counter as it stood when it tipped over: one more than after the block before, whose vote did it. */
async function readAbsence(deps: ServerDeps, { address, height, ...at }: WatchedChain) {
  const book = await readUptimeOf(deps, { ...at, height: height - 1 });
  const before = book.state === "known" ? book.byAddress.get(address as never) : undefined;
  return before ? { missed: before.missed + 1, window: before.window } : undefined;
}

async function readStory(
  deps: ServerDeps,
  frame: Frame,
  { attempts }: Ledger,
  item: SlashItem,
  punishment: PunishmentAt,
  watched: WatchedChain | undefined,
): Promise<StoryStep[]> {
  const { db } = deps.store;
  const { network, chainId: providerChainId } = frame.snapshot;
  const provider = { lane: "provider", chainId: providerChainId } as const;
  const onConsumer = knownPlace(item);
  const steps: StoryStep[] = [];
  const isOwn = punishment.cause === "provider";
  const laneOf = (chainId: string) => ({ lane: isOwn ? "provider" : "consumer", chainId }) as const;
  if (watched) {
    const first = await firstMissed(deps, watched);
    if (first !== undefined)
      steps.push({
        step: "first-missed",
        ...laneOf(watched.chainId),
        at: await blockAt(deps, network, watched.chainId, first),
      });
    if (!isOwn)
      steps.push({
        step: "reported",
        ...laneOf(watched.chainId),
        at: await blockAt(deps, network, watched.chainId, watched.height),
      });
  } else if (onConsumer) {
    const { chainId, height } = onConsumer;
    steps.push({ step: "offence", ...laneOf(chainId), at: await blockAt(deps, network, chainId, height) });
  } else if (isOwn) {
    const height = Number(punishment.detail.evidenceHeight);
    if (Number.isSafeInteger(height))
      steps.push({ step: "offence", ...provider, at: await blockAt(deps, network, providerChainId, height) });
  }
  const report = attempts.find((packets) =>
    packets.some(({ channelId, sequence }) => channelId === punishment.channelId && sequence === punishment.sequence),
  );
  if (report && onConsumer) {
    const { chainId } = onConsumer;
    const sends = await listSlashSends(db, { network, chainId, height: Number.MAX_SAFE_INTEGER });
    for (const packet of report) {
      const send = sends.find((one) => one.channelId === packet.channelId && one.sequence === packet.sequence);
      const sequence = String(packet.sequence);
      if (send) steps.push({ step: "sent", ...laneOf(chainId), at: placeOf(send), sequence });
      if (packet.ack === "slash-bounced") steps.push({ step: "bounced", ...provider, at: placeOf(packet), sequence });
    }
  }
  steps.push({
    step: item.submitter === undefined ? "punished" : "evidence",
    ...provider,
    at: item.at,
    ...(punishment.sequence === undefined ? {} : { sequence: String(punishment.sequence) }),
  });
  if (watched && !isOwn) {
    const lifted = await liftedAt(deps, watched);
    const at = lifted === undefined ? undefined : await blockAt(deps, network, watched.chainId, lifted);
    // What the consumer's chain did after the moment of this page is not part of it.
    if (at && "time" in at && at.time <= frame.asOf.time)
      steps.push({ step: "acknowledged", ...laneOf(watched.chainId), at });
  }
  if (item.unjailedAt) steps.push({ step: "unjailed", ...provider, at: item.unjailedAt });
  return steps;
}

/** First block of those that counted when it was found absent. */
async function firstMissed({ store: { db } }: ServerDeps, { address, height, ...at }: WatchedChain) {
  const params = await findSlashingParamsAt(db, { ...at, height });
  if (!params) return undefined;
  const since = Math.max(0, height - params.signedBlocksWindow);
  const [first] = await listMissedBlocks(db, { ...at, height: height - 1 }, since, [address]);
  return first && Math.max(first.from, since);
}

/** The block in which the consumer learnt that the provider had acted, and began to watch the validator again. */
async function liftedAt({ store: { db } }: ServerDeps, { address, height, ...at }: WatchedChain) {
  const end = await findDowntimeEnd(db, at, address, height + 1);
  return end === undefined ? undefined : end - 1;
}

async function blockAt({ store: { db } }: ServerDeps, network: string, chainId: string, height: number) {
  const block = await findBlock(db, network, chainId, height);
  return block ? { height, time: formatIsoNanos(block.timeNs) } : NOT_RECORDED;
}

function placeOf({ height, timeNs, txHash }: { height: number; timeNs?: bigint; txHash?: string }): StoryStep["at"] {
  if (timeNs === undefined) return NOT_RECORDED;
  return { height, time: formatIsoNanos(timeNs), ...(txHash === undefined ? {} : { txHash }) };
}

function evidenceOf({ snapshot }: Frame, { detail }: PunishmentAt): Pick<SlashView, "evidence"> {
  const consumerHeight = Number(detail.consumerHeight);
  if (!Number.isSafeInteger(consumerHeight)) return {};
  const headers = (detail.headers ?? []) as { blockHash: string }[];
  const blocks = (detail.blocks ?? []) as string[];
  const signedBoth = ((detail.signedBoth ?? []) as string[]).flatMap((hex) => parseConsHex(hex) ?? []);
  return {
    evidence: {
      consumerHeight,
      conflicting: headers.length > 0 ? headers.map(({ blockHash }) => blockHash) : blocks,
      signedBoth: signedBoth.map((address) => consText(snapshot, address)),
    },
  };
}
