import "server-only";
import { createHash } from "node:crypto";
import type { ConsumerWatch, SlashItem, SlashReport, WatchItem } from "@/lib/api/contracts/slash";
import type { ConsHex } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import type { ConsumerFacts, UnknownReason } from "@/lib/ics/types";
import { addressOfKey } from "@/lib/ics/valset-hash";
import { type KeyHistoryRow, listKeyHistory } from "@/lib/store/read-provider";
import { listSlashRequests, listSlashSends, type SlashRequestAt } from "@/lib/store/read-punishments";
import { findSlashingParamsAt, listCommits, listSetsBetween } from "@/lib/store/read-signing";
import { sideOf } from "./consumer-item";
import { consText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import { findConsumer } from "./read-consumer";
import { readUptimeOf } from "./read-signing";
import { readLedger } from "./read-slashes";
import { mergeStrips, signingStrips } from "./signing-strip";
import { viewAt } from "./view";

/** Blocks of a signing strip. */
const STRIP_BLOCKS = 100;

type Unknown = { readonly state: "unknown"; readonly because: UnknownReason };

export interface ConsumerSlashesExtra {
  readonly watch?: ConsumerWatch | Unknown;
  readonly reports: SlashReport[];
  readonly queued: { consumerAddress: string; at: { height: number; time: string }; infraction: string }[] | Unknown;
}

/** What one consumer got punished, what it has reported, and who is on the way to being reported. */
export function readConsumerSlashes(
  deps: ServerDeps,
  network: string,
  consumerId: string,
  at: ViewAt,
): Promise<ReadResult<SlashItem[], ConsumerSlashesExtra>> {
  return viewAt<SlashItem[], ConsumerSlashesExtra>(
    deps,
    network,
    at,
    async (frame) => {
      const consumer = findConsumer(frame, consumerId);
      if ("status" in consumer) return consumer;
      const [{ items, reports }, watch, queued] = await Promise.all([
        readLedger(deps, frame),
        readWatch(deps, frame, consumer),
        readQueued(deps, frame, consumer),
      ]);
      return {
        data: items.filter(({ origin }) => origin !== "unknown" && origin.consumerId === consumer.consumerId),
        reports: reports.filter((report) => report.consumerId === consumer.consumerId),
        queued,
        ...(watch ? { watch } : {}),
      };
    },
    ["punishments", "signing"],
  );
}

async function readWatch(
  deps: ServerDeps,
  frame: Frame,
  consumer: ConsumerFacts,
): Promise<ConsumerWatch | Unknown | undefined> {
  const { position } = sideOf(frame, consumer);
  if (position.state === "not-started") return undefined;
  if (position.state === "unknown") return { state: "unknown", because: position.because };
  const { db } = deps.store;
  const { height } = position.block;
  const at = { network: frame.snapshot.network, chainId: position.chain.chainId, height };
  const [book, params, commits, sets, keys] = await Promise.all([
    readUptimeOf(deps, at),
    findSlashingParamsAt(db, at),
    listCommits(db, at, STRIP_BLOCKS),
    listSetsBetween(db, at, height - STRIP_BLOCKS - 1),
    listKeyHistory(db, frame.snapshot, consumer.consumerId),
  ]);
  if (book.state === "none") return undefined;
  if (book.state === "unknown" || !params) return { state: "unknown", because: "not-recorded" };
  const strips = signingStrips(commits, sets);
  const owners = ownersOf(frame, consumer, keys);
  const stripOf = (address: ConsHex) => {
    const owner = owners.get(address);
    const others = [...strips.keys()].filter((other) => other !== address && owner && owners.get(other) === owner);
    return mergeStrips([address, ...others].flatMap((one) => strips.get(one) ?? []));
  };
  const members = [...book.byAddress].map(([address, uptime]): WatchItem => {
    const owner = owners.get(address);
    const validator = owner === undefined ? undefined : frame.snapshot.byConsAddress.get(owner);
    const { watched, missed, missesLeft, jailAtEarliest, isReported } = uptime;
    return {
      ...(owner === undefined ? {} : { validator: consText(frame.snapshot, owner) }),
      ...(validator ? { operator: validator.operator, moniker: validator.moniker } : {}),
      consumerAddress: consText(frame.snapshot, address),
      watched,
      missed,
      missesLeft,
      jailAtEarliest,
      isReported,
      strip: stripOf(address),
    };
  });
  return {
    chainId: at.chainId,
    height,
    window: params.signedBlocksWindow,
    maxMissed: [...book.byAddress.values()][0]?.maxMissed ?? 0,
    members: members.sort(
      (a, b) =>
        Number(b.isReported) - Number(a.isReported) ||
        a.missesLeft - b.missesLeft ||
        (a.consumerAddress < b.consumerAddress ? -1 : 1),
    ),
    stripUntil: height - 1,
  };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

/** Whose address on the consumer: the key of the stored set, any key ever assigned, the provider key (as `mapSigningKeys`). */
function ownersOf(
  { snapshot }: Frame,
  { consumerId }: ConsumerFacts,
  keys: readonly KeyHistoryRow[],
): Map<ConsHex, ConsHex> {
  const owners = new Map<ConsHex, ConsHex>();
  for (const { consAddress } of snapshot.validators) owners.set(consAddress, consAddress);
  for (const key of keys) owners.set(key.consumerAddress as ConsHex, key.consAddress);
  for (const { pubKey, consAddress } of snapshot.stored.get(consumerId) ?? [])
    owners.set(addressOfKey(pubKey, sha256), consAddress);
  return owners;
}

/**
 * Reports the consumer has made and not sent: it sends one at a time and waits for the word on it (ics-protocol.md §6.5). A
 * report is sent with the first packet that says the same at or after it.
 */
async function readQueued(
  { store: { db } }: ServerDeps,
  frame: Frame,
  consumer: ConsumerFacts,
): Promise<ConsumerSlashesExtra["queued"]> {
  const { position } = sideOf(frame, consumer);
  if (position.state === "not-started") return [];
  if (position.state === "unknown") return { state: "unknown", because: position.because };
  const at = {
    network: frame.snapshot.network,
    chainId: position.chain.chainId,
    height: position.block.height,
  };
  const [requests, sends] = await Promise.all([listSlashRequests(db, at), listSlashSends(db, at)]);
  const isSent = (request: SlashRequestAt) =>
    sends.some(
      (send) =>
        send.validator === request.consAddress &&
        send.valsetUpdateId === request.vscId &&
        send.infraction === request.infraction &&
        send.height >= request.height,
    );
  return requests
    .filter((request) => !isSent(request) && request.timeNs !== undefined)
    .map(({ consAddress, height, timeNs, infraction }) => ({
      consumerAddress: consText(frame.snapshot, consAddress),
      at: { height, time: formatIsoNanos(timeNs ?? 0n) },
      infraction,
    }));
}
