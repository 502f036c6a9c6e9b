import { MsgVote, MsgVoteWeighted } from "cosmjs-types/cosmos/gov/v1/tx";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { type DecodedMessage, flattenMessages } from "@/lib/ics/message";
import { decodeAny } from "./decode-any";

/** What somebody put to the vote, as it stood in the transaction. */
export interface SubmittedProposal {
  readonly title: string;
  readonly summary: string;
  readonly metadata: string;
  readonly proposer?: string;
  readonly expedited: boolean;
  readonly messages: readonly DecodedMessage[];
}

const SUBMITS = new Set(["/cosmos.gov.v1.MsgSubmitProposal", "/cosmos.gov.v1beta1.MsgSubmitProposal"]);
/** A title or summary longer than this is no text for a page; the chain allows 255 and 10,200 by default. */
const MOST_TEXT = 20_000;

/**
 * Proposals that a message of a transaction submits, in order; through authz too. `msgIndex` absent (before SDK 0.50): of
 * all messages. Empty for bytes that are no transaction we can read.
 */
export function decodeProposalTx(base64: string, msgIndex: number | undefined): SubmittedProposal[] {
  const messages = messagesOf(base64);
  const meant = msgIndex === undefined ? messages : messages.slice(msgIndex, msgIndex + 1);
  return flattenTop(meant.map(({ typeUrl, value }) => decodeAny(typeUrl, value))).map(submittedOf);
}

/** Who voted, where the event does not say (before SDK 0.50 it has no `voter`). */
export function decodeVoterOfTx(base64: string, msgIndex: number | undefined): string | undefined {
  const messages = messagesOf(base64);
  for (const { typeUrl, value } of msgIndex === undefined ? messages : messages.slice(msgIndex, msgIndex + 1)) {
    try {
      if (/\.gov\.v1(?:beta1)?\.MsgVote$/.test(typeUrl)) return MsgVote.decode(value).voter;
      if (/\.gov\.v1(?:beta1)?\.MsgVoteWeighted$/.test(typeUrl)) return MsgVoteWeighted.decode(value).voter;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function messagesOf(base64: string): readonly { readonly typeUrl: string; readonly value: Uint8Array }[] {
  try {
    return TxBody.decode(TxRaw.decode(Buffer.from(base64, "base64")).bodyBytes).messages;
  } catch {
    return [];
  }
}

/** Submissions as they are carried out: one that is inside another proposal is not submitted yet. */
function flattenTop(messages: readonly DecodedMessage[]): DecodedMessage[] {
  return messages.flatMap((message) =>
    SUBMITS.has(message.type) ? [message] : message.type.endsWith(".MsgExec") ? flattenTop(message.inner ?? []) : [],
  );
}

function submittedOf(message: DecodedMessage): SubmittedProposal {
  const { fields = {}, inner = [] } = message;
  const proposer = textOf(fields.proposer);
  return {
    ...proposalTexts({
      title: textOf(fields.title),
      summary: textOf(fields.summary),
      metadata: textOf(fields.metadata),
      messages: inner,
    }),
    ...(proposer === "" ? {} : { proposer }),
    expedited: fields.expedited === true,
    messages: inner,
  };
}

/**
 * Title and summary of a proposal. Since SDK 0.47 they are fields of their own; a legacy content has its own, and in between
 * people wrote them into the metadata as JSON.
 */
export function proposalTexts(given: {
  readonly title: string;
  readonly summary: string;
  readonly metadata: string;
  readonly messages: readonly DecodedMessage[];
}): { readonly title: string; readonly summary: string; readonly metadata: string } {
  const content = flattenMessages(given.messages).find(({ fields }) => textOf(fields?.title) !== "")?.fields;
  const said = jsonOf(given.metadata);
  return {
    title: cut(given.title || textOf(content?.title) || textOf(said?.title)),
    summary: cut(given.summary || textOf(content?.description) || textOf(said?.summary)),
    metadata: cut(given.metadata),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function cut(text: string): string {
  return text.slice(0, MOST_TEXT);
}

function jsonOf(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
