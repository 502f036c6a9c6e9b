import type { SlashItem, SlashReport, SlashView, StoryStep } from "@/lib/api/contracts/slash";
import { denomUnit } from "@/lib/format/denom";
import { count, formatAmountShort, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { formatUtc } from "@/lib/format/time";

export const KIND_WORDS = {
  downtime: { word: "absent", noun: "absence" },
  "double-sign": { word: "voted twice", noun: "double vote" },
  "light-client": { word: "light client attack", noun: "light client attack" },
} as const satisfies Record<SlashItem["kind"], { word: string; noun: string }>;

/** Why it is not known which consumer a punishment came from. */
const ORIGIN_FAULT_WORDS: Readonly<Record<string, string>> = {
  "no-packet-in-message": "no packet was received in the same message",
  "packet-does-not-match": "the packet of the same message is not the one that the event tells of",
  "channel-of-no-consumer": "the channel of its packet belongs to no consumer we know",
  "unknown-consumer": "the evidence names a consumer we do not know",
};

export function originFaultWords(because: string | undefined): string {
  return ORIGIN_FAULT_WORDS[because ?? ""] ?? "the join to its packet failed";
}

export const OUTCOME_WORDS = {
  punished: "punished",
  waiting: "waits: held back by the throttle",
  "without-effect": "answered without a punishment",
  noted: "noted, punishes nobody",
  refused: "refused",
  unknown: "answered in a way we do not know",
} as const satisfies Record<SlashReport["outcome"], string>;

export const RESULT_WORDS = {
  handled: "taken",
  bounced: "held back",
  noted: "noted",
  refused: "refused",
  unknown: "unknown answer",
} as const satisfies Record<SlashItem["throttle"][number]["result"], string>;

/** What the punished is called: moniker, else its address cut short. */
export function slashedName({
  moniker,
  operator,
  validator,
}: Pick<SlashItem, "moniker" | "operator" | "validator">): string {
  return safeText(moniker ?? "", 40) || shortAddress(operator ?? validator);
}

/** "Orbit (ics-optin-1)". */
export function originName(origin: SlashItem["origin"]): string {
  if (origin === "unknown") return "a consumer we cannot name";
  const chainId = safeText(origin.chainId, 50);
  if (origin.consumerId === undefined) return `the provider (${chainId})`;
  const name = safeText(origin.name ?? "", 40);
  return name === "" ? chainId : `${name} (${chainId})`;
}

/** A jail that ends after our time is for good (ics-protocol.md §0.4). */
export function isForGood(until: string): boolean {
  return Number(until.slice(0, 4)) >= 2200;
}

/** A slash fraction in percent; of nothing, plainly. */
export function fractionWords(fraction: string): string {
  return /^0(?:\.0*)?$/.test(fraction) ? "0 %" : formatShare(fraction, 2);
}

/** "jailed it until 2 Mar 2026 12:40:00 UTC and burnt 12.3 ATOM (0.01 %)". */
function punishmentWords(item: SlashItem): string {
  const { jailedUntil, amount, fraction, denom, tombstoned } = item;
  const jail =
    jailedUntil === undefined
      ? "did not jail it"
      : typeof jailedUntil !== "string"
        ? "jailed it"
        : isForGood(jailedUntil)
          ? tombstoned
            ? "jailed it for good (tombstoned)"
            : "jailed it for good"
          : `jailed it until ${formatUtc(jailedUntil)}`;
  const share = typeof fraction === "string" ? ` (${fractionWords(fraction)})` : "";
  if (typeof amount !== "string") return `${jail}; what was burnt is not known`;
  if (amount === "0") return `${jail} and burnt nothing${share}`;
  const { exponent, unit } = denomUnit(denom);
  return `${jail} and burnt ${formatAmountShort(amount, exponent)} ${unit}${share}`;
}

/** One punishment in one sentence; `absence` where the page knows the counter. */
export function slashSentence(item: SlashItem, absence?: SlashView["absence"]): string {
  const who = slashedName(item);
  const { origin, kind, onConsumer } = item;
  const what = punishmentWords(item);
  const missed = absence && "missed" in absence ? `${absence.missed} of ${absence.window} blocks` : undefined;
  if (origin === "unknown") {
    const why = originFaultWords(item.originBecause);
    return `${who} was punished for ${KIND_WORDS[kind].noun} on a consumer we cannot name: ${why}. The provider ${what}.`;
  }
  if (origin.consumerId === undefined) {
    const did =
      kind === "downtime"
        ? `missed ${missed ?? "too many blocks"} of the provider itself`
        : "voted twice on the provider itself";
    return `${who} ${did}; the provider ${what}.`;
  }
  const where = originName(origin);
  const block = onConsumer && "height" in onConsumer ? ` block ${onConsumer.height} of` : "";
  if (kind === "double-sign") return `${who} voted twice for${block} ${where}; the provider ${what}.`;
  if (kind === "light-client")
    return `${who} signed two conflicting headers of${block} ${where}; the provider ${what}.`;
  return `${where} reported ${who} absent${missed === undefined ? "" : ` for ${missed}`}; the provider ${what}.`;
}

/** What brought the reader: how many were punished, and for what. */
export function slashesSentence(items: readonly SlashItem[], reports: readonly SlashReport[]): string {
  const waiting = reports.filter(({ outcome }) => outcome === "waiting").length;
  const wait =
    waiting === 0 ? "" : ` ${count(waiting, "report")} ${waiting === 1 ? "waits" : "wait"} for the throttle.`;
  if (items.length === 0) return `Nobody has been punished on this provider in the blocks we have read.${wait}`;
  const isOwn = ({ origin }: SlashItem) => origin !== "unknown" && origin.consumerId === undefined;
  const number = (kind: SlashItem["kind"]) => items.filter((item) => item.kind === kind && !isOwn(item)).length;
  const parts = [
    [number("downtime"), "for absence on a consumer"],
    [number("double-sign"), "for a double vote on a consumer"],
    [number("light-client"), "for a light client attack"],
    [items.filter(isOwn).length, "by the provider itself"],
  ] as const;
  const named = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  return `${count(items.length, "punishment")}: ${named.join(", ")}.${wait}`;
}

/** A step of the story in words. */
export function stepSentence(step: StoryStep, view: SlashView): string {
  const who = slashedName(view);
  const again = step.step === "sent" && view.throttle[0]?.sequence !== step.sequence ? " again" : "";
  switch (step.step) {
    case "first-missed":
      return `${who} misses the first of the blocks that will count.`;
    case "reported":
      return view.absence && "missed" in view.absence
        ? `The chain counts ${view.absence.missed} of ${view.absence.window} blocks missed and reports it.`
        : "The chain counts too many missed blocks and reports it.";
    case "sent":
      return `The report is sent${again} as packet ${step.sequence}.`;
    case "bounced":
      return `The slash meter is below zero: packet ${step.sequence} is held back.`;
    case "offence":
      return view.kind === "light-client"
        ? "The block of which two conflicting headers were signed."
        : "The block it voted for twice.";
    case "evidence":
      return `Evidence is handed in; the provider ${punishmentWords(view)}.`;
    case "punished":
      return `The provider ${punishmentWords(view)}.`;
    case "acknowledged":
      return "The provider's word arrives with a validator-set update; the chain counts anew.";
    case "unjailed":
      return `${who} is released from jail.`;
  }
}
