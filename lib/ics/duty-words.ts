import type { ConsumerSetView, DutyView, PendingUpdate } from "./duty-view";
import { duration } from "./finding-words";
import type { Exclusion } from "./types";

/** A power or amount with its digits in groups of three. Heights and ids are names and take no groups. */
export function figure(value: bigint | string): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** "block 1530, in 15 blocks, about 2026-03-02T10:00:00Z". */
export function epochWords({ nextEpoch }: DutyView): string {
  if (nextEpoch === undefined) return "the next epoch";
  const { height, blocksLeft, time } = nextEpoch;
  const about = time === undefined ? "" : `, about ${time}`;
  return `the next epoch (block ${height}, in ${blocksLeft} block${blocksLeft === 1 ? "" : "s"}${about})`;
}

/** "Update 41 was sent at …", with what is known of its way. */
export function updateWords(update: PendingUpdate, view: DutyView): string {
  const when = update.at === undefined ? "" : ` at ${update.at.time}`;
  if (update.state === "received") {
    const from =
      update.consumerHeight === undefined ? "" : ` and signs by it from its block ${update.consumerHeight} on`;
    return `The chain has received it${from}.`;
  }
  if (update.state === "queued") {
    const why =
      view.lostClient === undefined
        ? "it goes out when the channel carries packets"
        : `the provider's light client of the chain is ${view.lostClient}, so it cannot go out`;
    return `It was made${when} and waits on the provider: ${why}.`;
  }
  if (update.isPastTimeout) {
    return `It was sent${when}, was not received and is past its timeout${update.timeoutAt === undefined ? "" : ` of ${update.timeoutAt}`}: the chain will not apply it.`;
  }
  const usual = view.usualMs === undefined ? "" : `; that usually takes ${duration(view.usualMs)}`;
  const arrival = view.set.state === "known" ? "was not received yet" : "was not acknowledged yet";
  return `It was sent${when} and ${arrival}${usual}.`;
}

/** What keeps a validator out, with its figures; a whole sentence. */
export function exclusionWords(exclusion: Exclusion, view: DutyView): string {
  const { validator, next, minStake, topN } = view;
  switch (exclusion) {
    case "jailed":
      return "It is jailed on the provider.";
    case "not-bonded":
      return "It is not bonded on the provider.";
    case "inactive":
      return "It is outside the provider's active set, and this consumer takes active validators only.";
    case "not-opted-in":
      if (view.leftAt !== undefined || view.stored !== undefined) return "It is not opted in any more.";
      return topN > 0 && next?.minPower !== undefined
        ? `It has not opted in, and its power of ${figure(validator.power)} is ${figure(next.minPower - validator.power)} below the Top ${topN} % line of ${figure(next.minPower)}.`
        : "It has not opted in.";
    case "not-allowlisted":
      return "The consumer has an allowlist, and it is not on it.";
    case "denylisted":
      return "The consumer's denylist names it.";
    case "below-min-stake":
      return `The consumer asks for a stake of ${figure(minStake)} base units; it has ${figure(validator.tokens)}.`;
    case "beyond-set-cap": {
      const cap = next?.capPlace;
      return cap === undefined
        ? "The consumer's set is full."
        : `The consumer takes ${cap.cap}, and it is number ${cap.place} of those who qualify: its power of ${figure(validator.power)} is ${figure(cap.lastPower - validator.power)} below the last one taken.`;
    }
  }
}

/** Why a member is a member, with its figures. */
export function membershipWords({ topN, next, validator, optedIn }: DutyView): string {
  const line = next?.minPower;
  if (topN > 0 && line !== undefined) {
    const distance = validator.power - line;
    if (next?.isDrawnIn) {
      return `Top ${topN} % takes everybody with a power of at least ${figure(line)}; it has ${figure(validator.power)}, ${distance === 0n ? "exactly the line" : `${figure(distance)} above the line`}. It cannot opt out.`;
    }
    if (optedIn)
      return `It has opted in. Its power of ${figure(validator.power)} is ${figure(-distance)} below the Top ${topN} % line of ${figure(line)}, so it may opt out.`;
  }
  return optedIn ? "It has opted in." : "";
}

/** A caveat where no node of the consumer tells its set; empty where one does. */
export function sourceWords(set: ConsumerSetView): string {
  if (set.state === "proven") {
    const by =
      set.byUpdate === undefined ? "the set it was launched with" : `update ${set.byUpdate}, the last it acknowledged`;
    return `No node of the chain can be read, so this rests on ${by}.`;
  }
  return "";
}

/** Sentences with one blank between them; empty ones are dropped. */
export function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}
