import * as z from "zod";
import { asOf, at, decimalText, heightNumber, integerText, isoTime, orUnknown, type unknownFigure } from "./common";

export const PROPOSAL_STATUSES = ["deposit", "voting", "passed", "rejected", "failed"] as const;
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];

const coin = z.object({ denom: z.string(), amount: integerText });

/** Typed JSON of a chain's message: integers as text, bytes as hex, times ISO-8601, durations in nanoseconds (`…Ns`). */
const json: z.ZodType<unknown> = z.unknown();

/** A value of the chain before or after. Left out: unset, or the thing does not exist then. */
const fieldValue = orUnknown(json);

export const fieldChange = z.object({
  /** `powerShaping.topN`, `params.blocksPerEpoch`, `registeredRewardDenoms`, … */
  field: z.string(),
  isChange: z.boolean(),
  /** Just before it was carried out; of a proposal that is not over, at the height of this view. */
  before: fieldValue.optional(),
  after: fieldValue.optional(),
  atSubmission: fieldValue.optional(),
  /** At the height of this view. */
  now: fieldValue.optional(),
});
export type FieldChange = z.infer<typeof fieldChange>;

export const proposalMessage = z.object({
  /** Type URL. */
  type: z.string(),
  name: z.string(),
  /** 0 = what is voted on; deeper: carried by the message before it. */
  depth: z.number(),
  consumerId: z.string().optional(),
  /** Chain id the message or its consumer has. */
  chainId: z.string().optional(),
  changes: z.array(fieldChange),
});

export const tallyView = z.object({
  yes: integerText,
  no: integerText,
  abstain: integerText,
  noWithVeto: integerText,
  /** `node`: told by a node. `counted`: by us, from the votes of validators and their stake at `height`. */
  source: z.enum(["node", "counted"]),
  height: heightNumber,
  isFinal: z.boolean(),
});
export type TallyView = z.infer<typeof tallyView>;

const moment = z.object({ height: heightNumber.optional(), time: isoTime.optional(), txHash: z.string().optional() });

export const proposalListItem = z.object({
  id: integerText,
  /** The chain whose governance it is. */
  chainId: z.string(),
  /** Left out for the provider. */
  consumerId: z.string().optional(),
  title: z.string(),
  status: z.enum(PROPOSAL_STATUSES),
  expedited: z.boolean(),
  /** Whether it holds a message of Interchain Security. */
  isIcs: z.boolean(),
  proposer: z.string().optional(),
  submitted: moment,
  depositEnds: isoTime.optional(),
  votingStarts: isoTime.optional(),
  /** Left out while nobody votes. */
  votingEnds: orUnknown(isoTime).optional(),
  ended: moment.optional(),
  /** Why it failed, or ended without a vote. */
  reason: z.string().optional(),
  messages: z.array(proposalMessage),
  /** Base units of the bond denom. Left out before voting starts. */
  tally: orUnknown(tallyView).optional(),
  /** Consumers its messages speak of. */
  consumers: z.array(z.string()),
  /** Consumers its words seem to name: a guess. */
  mentions: z.array(z.string()),
});
export const proposalsView = z.array(proposalListItem);
export type ProposalListItem = z.infer<typeof proposalListItem>;

const setMember = z.object({
  operator: z.string(),
  moniker: z.string(),
  /** Power on the provider. */
  power: integerText,
});
export type SetMember = z.infer<typeof setMember>;
const setFigures = z.object({ validators: z.number(), power: integerText, minPower: integerText.optional() });

/** What a message does to who validates a consumer, computed by the rules of the protocol (§6.3). */
export const setEffect = z.object({
  kind: z.literal("set"),
  consumerId: z.string(),
  /** Provider block whose validators and powers it is computed with. */
  height: heightNumber,
  before: setFigures,
  after: setFigures,
  /** Share of the provider's active power after it. */
  shareAfter: orUnknown(decimalText),
  enters: z.array(setMember),
  leaves: z.array(setMember),
  /** Validators the Top N obliges after it and did not before; and those it no longer obliges, who may leave. */
  obliged: z.array(setMember),
  released: z.array(setMember),
  /** What really was stored next, once carried out. */
  stored: z.object({ height: heightNumber, validators: z.number(), power: integerText }).optional(),
});
export type SetEffect = z.infer<typeof setEffect>;

export const removalEffect = z.object({
  kind: z.literal("removal"),
  consumerId: z.string(),
  /** Who stops validating it. */
  released: z.array(setMember),
  /** Left out until it is carried out. */
  stoppedAt: at.optional(),
  /** When its state is deleted. */
  deletedAt: isoTime.optional(),
  /** Time between the two: the provider's unbonding period, nanoseconds. */
  waitNs: integerText.optional(),
});
export const proposalEffect = z.union([setEffect, removalEffect]);
export type ProposalEffect = z.infer<typeof proposalEffect>;

export const proposalVote = z.object({
  voter: z.string(),
  /** Left out for an account that is no validator. */
  validator: setMember.extend({ tokens: integerText, counts: z.boolean() }).optional(),
  options: z.array(z.object({ option: z.enum(["yes", "abstain", "no", "no-with-veto"]), weight: decimalText })),
  at: z.object({ height: heightNumber, time: isoTime.optional() }),
  txHash: z.string().optional(),
});

export const proposalView = proposalListItem.extend({
  summary: z.string(),
  metadata: z.string(),
  deposit: z.array(coin),
  deposits: z.array(
    z.object({ depositor: z.string().optional(), amount: z.string(), at: moment, txHash: z.string().optional() }),
  ),
  votes: z.array(proposalVote),
  /** Validators whose votes count and who have not voted. */
  silent: z.array(setMember),
  rules: z
    .object({
      quorum: decimalText.optional(),
      threshold: decimalText.optional(),
      vetoThreshold: decimalText.optional(),
      minDeposit: z.array(coin).optional(),
    })
    .optional(),
  /** Stake that may vote, base units. Left out where it does not apply. */
  votingStake: orUnknown(integerText).optional(),
  bondDenom: z.string().optional(),
  effects: z.array(proposalEffect),
  /** What is voted on, whole. Same order as `messages`. */
  content: z.array(
    z.object({
      type: z.string(),
      depth: z.number(),
      size: z.number(),
      fields: json.optional(),
      raw: z.string().optional(),
    }),
  ),
  /** Block of its own chain this view stands at. */
  chainAt: asOf,
});
export type ProposalView = z.infer<typeof proposalView>;
export type UnknownValue = z.infer<typeof unknownFigure>;
