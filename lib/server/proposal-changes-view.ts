import "server-only";
import type { FieldChange, ProposalListItem } from "@/lib/api/contracts/proposal";
import type { ConsumerId } from "@/lib/ics/ids";
import { type DecodedMessage, type MessageValue, messageName } from "@/lib/ics/message";
import {
  consumerOf,
  fieldsSetBy,
  type GovernedState,
  isSameValue,
  isUnknownValue,
  type SetField,
  valueAfter,
  valueAt,
} from "@/lib/ics/proposal-changes";
import type { ProposalAt } from "@/lib/store/read-proposals";
import { findProviderParamsAt, listConsumersAt } from "@/lib/store/read-provider";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";
import { Lru } from "./lru";

/** States at the heights proposals were submitted and carried out: they never change, and lists ask for the same ones. */
const KEPT_STATES = 200;
const states = new WeakMap<ServerDeps, Lru<GovernedState>>();

/** What the provider's state said after one of its blocks, of the things proposals change. */
export function readGovernedState(deps: ServerDeps, network: string, height: number): Promise<GovernedState> {
  const kept = states.get(deps) ?? new Lru<GovernedState>(KEPT_STATES);
  states.set(deps, kept);
  return kept.get(`${network} ${height}`, async () => {
    const at = { network, height };
    const { db } = deps.store;
    const [consumers, params] = await Promise.all([listConsumersAt(db, at), findProviderParamsAt(db, at)]);
    return { consumers, ...(params ? { params: params as unknown as Record<string, unknown> } : {}) };
  });
}

/** The three moments a proposal's changes are held against. Absent: before our record, or not yet. */
export interface ProposalStates {
  readonly atSubmission?: GovernedState;
  /** Before the block that carried it out, or decided it; not yet decided: absent. */
  readonly atExecution?: GovernedState;
  /** After that block. */
  readonly afterExecution?: GovernedState;
  readonly now: GovernedState;
}

export async function readProposalStates(
  deps: ServerDeps,
  frame: Frame,
  proposal: ProposalAt,
): Promise<ProposalStates> {
  const { snapshot, index } = frame;
  const first = index.provider?.firstHeight ?? 1;
  const stateAt = (height: number | undefined) =>
    height === undefined || height < first ? undefined : readGovernedState(deps, snapshot.network, height);
  const { submitHeight, endedHeight } = proposal;
  const [atSubmission, atExecution, afterExecution] = await Promise.all([
    stateAt(submitHeight),
    stateAt(endedHeight === undefined ? undefined : endedHeight - 1),
    stateAt(endedHeight),
  ]);
  return {
    ...(atSubmission ? { atSubmission } : {}),
    ...(atExecution ? { atExecution } : {}),
    ...(afterExecution ? { afterExecution } : {}),
    now: { consumers: snapshot.consumers, ...(snapshot.params ? { params: snapshot.params as never } : {}) },
  };
}

export interface LaidOutMessage {
  readonly message: DecodedMessage;
  readonly depth: number;
}

/** Messages and what they carry as one list, with how deep each lies. */
export function layOut(messages: readonly DecodedMessage[], depth = 0): LaidOutMessage[] {
  return messages.flatMap((message) => [{ message, depth }, ...layOut(message.inner ?? [], depth + 1)]);
}

/** One message of a proposal: whom it concerns and what it sets, field by field. */
export function messageView(
  { message, depth }: LaidOutMessage,
  proposal: ProposalAt,
  states: ProposalStates,
  prefix: string | undefined,
): ProposalListItem["messages"][number] {
  const consumerId = consumerIn(message, states);
  const consumer = states.now.consumers.find((one) => one.consumerId === consumerId);
  const said = message.fields?.chainId;
  const chainId = consumer?.chainId ?? (typeof said === "string" && said !== "" ? said : undefined);
  const isOver = proposal.status !== "deposit" && proposal.status !== "voting";
  return {
    type: message.type,
    name: messageName(message.type),
    depth,
    ...(consumerId === undefined ? {} : { consumerId }),
    ...(chainId === undefined ? {} : { chainId }),
    changes: fieldsSetBy(message).map((set) => changeOf(set, consumerId, states, isOver, prefix)),
  };
}

/** The consumer a message speaks of; of one that creates a consumer, the one that came of it. */
export function consumerIn(message: DecodedMessage, states: ProposalStates): ConsumerId | undefined {
  const known = consumerOf(message, states.atExecution ?? states.now) ?? consumerOf(message, states.now);
  const chainId = message.fields?.chainId;
  if (known !== undefined || chainId === undefined || !states.afterExecution || !states.atExecution) return known;
  if (!/(?:MsgCreateConsumer|ConsumerAddition(?:Proposal)?)$/.test(message.type)) return undefined;
  const before = new Set(states.atExecution.consumers.map((consumer) => consumer.consumerId));
  const made = states.afterExecution.consumers.filter(
    (consumer) => !before.has(consumer.consumerId) && consumer.chainId === chainId,
  );
  return made.length === 1 ? made[0]?.consumerId : undefined;
}

function changeOf(
  set: SetField,
  consumerId: ConsumerId | undefined,
  states: ProposalStates,
  isOver: boolean,
  prefix: string | undefined,
): FieldChange {
  const read = (state: GovernedState | undefined) =>
    state === undefined ? NOT_RECORDED : shown(valueAt(state, consumerId, set.field, prefix));
  const before = read(isOver ? states.atExecution : states.now);
  const plainBefore = before === NOT_RECORDED ? undefined : (before as MessageValue | undefined);
  const isListUnknown = before === NOT_RECORDED && (set.add !== undefined || set.remove !== undefined);
  const after = isListUnknown ? NOT_RECORDED : valueAfter(set, plainBefore, prefix);
  return {
    field: set.field,
    isChange: before === NOT_RECORDED || !isSameValue(plainBefore, after as MessageValue | undefined),
    ...filled("before", before),
    ...filled("after", after),
    ...filled("atSubmission", read(states.atSubmission)),
    ...filled("now", read(states.now)),
  };
}

const NOT_RECORDED = { state: "unknown", because: "not-recorded" } as const;

function shown(value: ReturnType<typeof valueAt>): MessageValue | typeof NOT_RECORDED | undefined {
  return isUnknownValue(value) ? NOT_RECORDED : value;
}

function filled(name: string, value: unknown): Partial<FieldChange> {
  return value === undefined ? {} : { [name]: value };
}
