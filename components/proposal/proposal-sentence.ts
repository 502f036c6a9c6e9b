import type { FieldChange, ProposalListItem, ProposalView, SetEffect } from "@/lib/api/contracts/proposal";
import { count, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { formatUtc } from "@/lib/format/time";
import { valueWords } from "./proposal-words";

type Message = ProposalListItem["messages"][number];
/** Done, open, or not to be. */
type Mood = "did" | "would" | "would-have";

/** What a proposal does, in one clause: "made ics-replicated-1 a Top 80 % chain". */
export function proposalClause(proposal: Pick<ProposalListItem, "messages" | "status">): string {
  const mood: Mood =
    proposal.status === "passed"
      ? "did"
      : proposal.status === "voting" || proposal.status === "deposit"
        ? "would"
        : "would-have";
  const told = proposal.messages.filter(({ name }) => !CARRIERS.has(name));
  if (told.length === 0) return "is a text and changes nothing by itself";
  const clauses = told.slice(0, 2).map((message, i) => messageClause(message, mood, i > 0));
  const rest = told.length - clauses.length;
  return `${clauses.join(" and ")}${rest > 0 ? ` and ${verb(mood, "do", "did", "done", true)} ${rest} more` : ""}`;
}

/** Messages that only carry others. */
const CARRIERS = new Set(["MsgExecLegacyContent", "MsgExec", "TextProposal"]);

function verb(mood: Mood, base: string, past: string, participle: string, isSecond: boolean): string {
  if (mood === "did") return past;
  if (isSecond) return mood === "would" ? base : participle;
  return mood === "would" ? `would ${base}` : `would have ${participle}`;
}

function messageClause(message: Message, mood: Mood, isSecond: boolean): string {
  const say = (base: string, past: string, participle = past) => verb(mood, base, past, participle, isSecond);
  const name =
    safeText(message.chainId ?? "", 50) || (message.consumerId ? `consumer ${message.consumerId}` : "a consumer");
  const changed = message.changes.filter(({ isChange }) => isChange);
  switch (message.name) {
    case "MsgUpdateConsumer":
    case "MsgConsumerModification":
    case "ConsumerModificationProposal":
      return updateClause(name, changed, say);
    case "MsgCreateConsumer":
      return `${say("register", "registered")} ${name} as a consumer`;
    case "MsgConsumerAddition":
    case "ConsumerAdditionProposal":
      return `${say("add", "added")} ${name} as a consumer`;
    case "MsgRemoveConsumer":
    case "MsgConsumerRemoval":
    case "ConsumerRemovalProposal":
      return `${say("stop", "stopped")} securing ${name}`;
    case "MsgChangeRewardDenoms":
    case "ChangeRewardDenomsProposal":
    case "MsgRegisterConsumerRewardDenom":
      return denomsClause(changed[0], say);
    case "EquivocationProposal":
      return `${say("punish", "punished")} validators for signing twice`;
    case "MsgUpdateParams":
      return message.type.startsWith("/interchain_security.ccv.provider.")
        ? `${say("change", "changed")} ${count(changed.length, "parameter")} of the provider module`
        : `${say("set", "set")} the parameters of ${moduleOf(message.type)}`;
    default:
      return `${say("carry out", "carried out")} ${safeText(message.name, 60)}`;
  }
}

type Say = (base: string, past: string, participle?: string) => string;

function updateClause(name: string, changed: readonly FieldChange[], say: Say): string {
  const topN = changed.find(({ field }) => field === "powerShaping.topN");
  const owner = changed.find(({ field }) => field === "owner");
  const spawn = changed.find(({ field }) => field === "initParams.spawnTime");
  const others = (said: number) =>
    changed.length > said ? `, with ${count(changed.length - said, "other change", "other changes")}` : "";
  if (topN) {
    const kind = topN.after === 0 ? "an opt-in chain" : `a ${valueWords(topN.field, topN.after, undefined)} chain`;
    return `${say("make", "made")} ${name} ${kind}${others(1)}`;
  }
  if (owner) return `${say("hand", "handed")} ${name} over to another owner${others(1)}`;
  if (spawn?.after !== undefined)
    return `${say("set", "set")} the launch of ${name} for ${valueWords(spawn.field, spawn.after, undefined)}${others(1)}`;
  if (changed.length === 0) return `${say("change", "changed")} nothing about ${name}`;
  return `${say("change", "changed")} ${count(changed.length, "setting")} of ${name}`;
}

function denomsClause(change: FieldChange | undefined, say: Say): string {
  const list = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : []);
  const [before, after] = [list(change?.before), list(change?.after)];
  const added = after.filter((one) => !before.includes(one)).length;
  const dropped = before.filter((one) => !after.includes(one)).length;
  if (added === 0 && dropped === 0) return `${say("change", "changed")} nothing about reward denoms`;
  const parts = [
    ...(added > 0 ? [`${say("accept", "accepted")} ${count(added, "reward denom")}`] : []),
    ...(dropped > 0 ? [`${added > 0 ? "and drop" : say("drop", "dropped")} ${count(dropped, "reward denom")}`] : []),
  ];
  return parts.join(" ");
}

/** `/cosmos.staking.v1beta1.MsgUpdateParams` → "staking". */
function moduleOf(type: string): string {
  return safeText(/^\/(?:\w+\.)*?(\w+)\.v\d\w*\.\w+$/.exec(type)?.[1] ?? type, 40);
}

/** The sentence a proposal's page opens with. */
export function proposalSentence(view: ProposalView): string {
  const subject = `Proposal ${view.id}${view.consumerId === undefined ? "" : ` of ${safeText(view.chainId, 50)}`}`;
  const clause = proposalClause(view);
  const effect = effectClause(view);
  const head = `${subject} ${clause}${effect === "" ? "" : `: ${effect}`}`;
  return `${head}${statusClause(view)}.`;
}

function statusClause(view: ProposalView): string {
  switch (view.status) {
    case "deposit":
      return "; it is still collecting its deposit";
    case "voting":
      return typeof view.votingEnds === "string" ? `; voting ends ${formatUtc(view.votingEnds)}` : "; voting is open";
    case "failed":
      return `; it passed its vote, but ${failureWords(view)}`;
    case "rejected":
      return view.votingStarts === undefined
        ? `; it ended without a vote: ${safeText(view.reason ?? "", 100)}`
        : "; it was rejected";
    case "passed":
      return view.messages.length === 0 ? "; it passed" : "";
  }
}

const OWNER = /expected owner address (\S+), got (\S+?): unauthorized/;

/** Why a proposal that passed could not be carried out. */
function failureWords({ reason, messages }: ProposalView): string {
  const text = reason ?? "";
  const index = /\bmsg (\d+)\b/.exec(text)?.[1];
  const top = messages.filter(({ depth }) => depth === 0);
  const message = index === undefined ? top[0] : top[Number(index)];
  const name = safeText(message?.chainId ?? "", 50) || "the consumer";
  if (OWNER.test(text))
    return `nothing changed: ${name} does not belong to governance, so governance may not change it`;
  return `nothing changed: carrying it out failed`;
}

function effectClause(view: ProposalView): string {
  const effect = view.effects[0];
  if (!effect) return "";
  if (effect.kind === "removal")
    return effect.released.length === 0
      ? ""
      : `${count(effect.released.length, "validator")} ${view.status === "passed" ? "no longer validate it" : "would no longer validate it"}`;
  return view.status === "passed" ? doneWords(effect) : openWords(effect, view.status);
}

function doneWords(effect: SetEffect): string {
  const { stored, after, shareAfter } = effect;
  const share = typeof shareAfter === "string" ? ` with ${formatShare(shareAfter)} of the provider's power` : "";
  if (stored) return `${count(stored.validators, "validator")}${share}, in its set from block ${stored.height}`;
  return `${count(after.validators, "validator")}${share}`;
}

function openWords({ enters, leaves, released }: SetEffect, status: ProposalView["status"]): string {
  const would = status === "voting" || status === "deposit" ? "would" : "would have";
  const verbs =
    would === "would" ? { join: "join", leave: "leave", be: "be" } : { join: "joined", leave: "left", be: "been" };
  const parts = [
    ...(enters.length > 0 ? [`${count(enters.length, "validator")} ${would} ${verbs.join}`] : []),
    ...(leaves.length > 0 ? [`${count(leaves.length, "validator")} ${would} ${verbs.leave}`] : []),
    ...(released.length > 0 ? [`${count(released.length, "validator")} ${would} ${verbs.be} free to leave`] : []),
  ];
  if (parts.length === 0) return "its set stays as it is";
  const stays = enters.length === 0 && leaves.length === 0;
  return `${stays ? `its set ${would === "would" ? "stays" : "would have stayed"} as it is, but ` : ""}${parts.join(", ")}`;
}
