import { GovClient, type GovRules, type StoredProposal, type Tally } from "@/lib/chain/gov-client";
import { decodeProposalTx, decodeVoterOfTx, type SubmittedProposal } from "@/lib/chain/messages/decode-proposal-tx";
import type { ChainEvent, DecodedBlock } from "@/lib/chain/types";
import { formatOperatorAddress, parseAnyAddress } from "@/lib/ics/address";
import { flattenMessages } from "@/lib/ics/message";
import { OPEN_UNTIL } from "@/lib/store/schema";
import type { BlockFollower, FollowContext } from "./block-follower";
import type { ResumeState, RowsByTable } from "./chain-process";
import { addDeposit, factOfState, isOver, type ProposalFact, parseVoteOptions, statusRow } from "./proposal-facts";
import { RangeBook } from "./range-book";

/** A node's own tally is asked so rarely while people vote; validators' votes alone are counted from events. */
const TALLY_EVERY_BLOCKS = 100;
/** What is not urgent (the final tally) is asked a little later: the node that answers may be one behind the one that told. */
const ASK_AFTER_BLOCKS = 2;
const MOST_TRIES = 6;

/** What is remembered of a proposal that is not over, or of which something is still to be asked. */
interface Pending {
  readonly fact: ProposalFact;
  readonly from: number;
  readonly expedited: boolean;
  readonly hasBody: boolean;
  readonly hasTally: boolean;
  /** Its messages change how proposals are voted on. */
  readonly changesRules: boolean;
  /** Votes that events alone cannot weigh came in since a node's tally was last asked. */
  readonly asksTally: boolean;
  /** Votes were cast in blocks we do not have: only a node can tell the tally. */
  readonly isPartial: boolean;
  readonly askAt?: number;
  readonly tries: number;
  /** What the event told, in case nothing else ever does. */
  readonly submitted?: {
    readonly height: number;
    readonly timeNs: string;
    readonly event: Readonly<Record<string, string>>;
  };
}

interface ProposalMemory {
  readonly pending: readonly Pending[];
  /** Highest id seen. */
  readonly lastId: string;
  readonly rules?: GovRules;
  readonly hasAskedRules: boolean;
  readonly asksList: boolean;
}

/**
 * Proposals of a chain's x/gov: their life by events, their content from the transaction that submitted them (since gaia v28
 * a node's own answer has no bodies, ics-protocol.md §7.4), their final tally from the state. Costs a call when a record
 * begins, one when the first proposal is submitted, one or two for each that ends; none on a chain without proposals.
 */
export class ProposalFollower<Context extends FollowContext> implements BlockFollower<Context> {
  readonly name = "proposals";
  readonly version = 1;
  readonly tables = ["proposal", "proposal_deposit", "proposal_vote", "proposal_tally", "proposal_status"] as const;
  readonly #book = new RangeBook<ProposalFact>(({ id }) => id);
  #pending = new Map<string, Omit<Pending, "fact" | "from">>();
  #lastId = 0n;
  #rules: GovRules | undefined;
  #hasAskedRules = false;
  #asksList = false;
  #hasBegun = false;
  #rows = { proposal: [] as object[], deposit: [] as object[], vote: [] as object[], tally: [] as object[] };

  /** `isValidator`: whether an operator's vote can be weighed by what is indexed of this chain. */
  constructor(private readonly isValidator: (context: Context, operator: string) => boolean) {}

  resume(_state: ResumeState, memory: unknown): void {
    if (memory === undefined) return;
    const { pending, lastId, rules, hasAskedRules, asksList } = memory as ProposalMemory;
    this.#hasBegun = true;
    this.#lastId = BigInt(lastId);
    this.#rules = rules;
    this.#hasAskedRules = hasAskedRules;
    this.#asksList = asksList;
    this.#book.load(pending);
    this.#pending = new Map(pending.map(({ fact, from: _from, ...rest }) => [fact.id, rest]));
  }

  async step(block: DecodedBlock, context: Context): Promise<void> {
    const gov = new GovClient(context.client);
    // A chain's first block has no proposal that no event told.
    if ((!this.#hasBegun && block.height > 1) || context.afterGap) await this.#learn(gov, block, context.signal);
    this.#hasBegun = true;
    const submissions = new Map<string, number>();
    for (const event of block.events) await this.#follow(event, block, context, gov, submissions);
    await this.#ask(gov, block, context.signal);
  }

  drain(chainId: string): RowsByTable {
    const { proposal, deposit, vote, tally } = this.#rows;
    this.#rows = { proposal: [], deposit: [], vote: [], tally: [] };
    const of = (rows: readonly object[]) => rows.map((row) => ({ chain_id: chainId, ...row }));
    return {
      proposal: of(proposal),
      proposal_deposit: of(deposit),
      proposal_vote: of(vote),
      proposal_tally: of(tally),
      proposal_status: this.#book.drain().map(({ fact, from, until }) => ({
        chain_id: chainId,
        ...statusRow(fact),
        from_height: from,
        until_height: String(until ?? OPEN_UNTIL),
      })),
    };
  }

  memory(): ProposalMemory | undefined {
    if (!this.#hasBegun) return undefined;
    const pending = [...this.#pending].flatMap(([id, rest]): Pending[] => {
      const fact = this.#book.get(id);
      return fact ? [{ fact, from: this.#book.since(id) ?? 0, ...rest }] : [];
    });
    return {
      pending,
      lastId: String(this.#lastId),
      ...(this.#rules ? { rules: this.#rules } : {}),
      hasAskedRules: this.#hasAskedRules,
      asksList: this.#asksList,
    };
  }

  /** Proposals that were there before the first block we have, or that changed in blocks we miss. */
  async #learn(gov: GovClient, block: DecodedBlock, signal?: AbortSignal): Promise<void> {
    for (const id of this.#pending.keys()) this.#note(id, { isPartial: true });
    const lastKnown = this.#lastId;
    for (const proposal of (await gov.fetchProposals(block.height, signal)) ?? []) {
      if (proposal.id <= lastKnown && !this.#pending.has(String(proposal.id))) continue;
      this.#takeState(proposal, block.height);
    }
  }

  #takeState(proposal: StoredProposal, height: number): void {
    const id = String(proposal.id);
    const before = this.#pending.get(id);
    if (!before?.hasBody) {
      const submitNs = before?.submitted?.timeNs ?? proposal.submitNs;
      this.#addBody(id, proposal, height, {
        submit_height: before?.submitted?.height ?? null,
        submit_time_ns: submitNs === undefined ? null : String(submitNs),
        tx_hash: before?.submitted?.event.tx_hash ?? null,
      });
    }
    if (proposal.finalTally && !before?.hasTally) this.#addTally(id, proposal.finalTally, height, true);
    const known = this.#book.get(id);
    const told = factOfState(proposal);
    // Where events have told the end, they know its height; the state knows the times.
    this.#book.set(known && isOver(known) ? { ...told, ...known } : { ...known, ...told }, height);
    this.#sawId(proposal.id);
    this.#note(id, {
      expedited: proposal.expedited,
      hasBody: true,
      hasTally: before?.hasTally === true || proposal.finalTally !== undefined,
      changesRules: changesRules(proposal),
      ...(before ? {} : { isPartial: true }),
    });
  }

  async #follow(
    event: ChainEvent,
    block: DecodedBlock,
    context: Context,
    gov: GovClient,
    submissions: Map<string, number>,
  ): Promise<void> {
    const { type, attrs } = event;
    const id = idOf(attrs.proposal_id);
    switch (type) {
      case "submit_proposal":
        if (id !== undefined) await this.#submit(id, event, block, gov, submissions, context.signal);
        break;
      case "proposal_deposit":
        if (id !== undefined && attrs.amount !== undefined) this.#deposit(id, event, block);
        break;
      case "proposal_vote":
        if (id !== undefined) this.#vote(id, event, block, context);
        break;
      case "active_proposal":
      case "inactive_proposal":
      case "cancel_proposal":
        if (id !== undefined) this.#end(id, event, block);
        break;
    }
    const started = idOf(attrs.voting_period_start);
    if (started !== undefined && (type === "submit_proposal" || type === "proposal_deposit"))
      await this.#startVoting(started, block, gov, context.signal);
  }

  async #submit(
    id: string,
    event: ChainEvent,
    block: DecodedBlock,
    gov: GovClient,
    submissions: Map<string, number>,
    signal?: AbortSignal,
  ): Promise<void> {
    const rules = await this.#readRules(gov, block.height, signal);
    const place = `${event.txIndex} ${event.msgIndex}`;
    const nth = submissions.get(place) ?? 0;
    submissions.set(place, nth + 1);
    const tx = event.txIndex === undefined ? undefined : block.txs[event.txIndex];
    const body = tx === undefined ? undefined : decodeProposalTx(tx, event.msgIndex)[nth];
    const depositEnd = rules?.maxDepositPeriodNs && block.timeNs + BigInt(rules.maxDepositPeriodNs);
    this.#book.set(
      {
        id,
        status: "deposit",
        totalDeposit: [],
        ...(depositEnd ? { depositEndNs: String(depositEnd) } : {}),
        ...(rules ? { rules } : {}),
      },
      block.height,
    );
    this.#sawId(BigInt(id));
    const told = { ...event.attrs, ...(event.txHash === undefined ? {} : { tx_hash: event.txHash }) };
    const submitted = { height: block.height, timeNs: String(block.timeNs), event: told };
    this.#note(id, {
      submitted,
      hasBody: body !== undefined,
      expedited: body?.expedited ?? false,
      changesRules: body !== undefined && changesRules(body),
      ...(body ? {} : { askAt: block.height }),
    });
    if (body) this.#addBody(id, body, block.height, whenSubmitted(submitted));
  }

  #deposit(id: string, event: ChainEvent, block: DecodedBlock): void {
    const { attrs } = event;
    this.#rows.deposit.push({
      height: block.height,
      event_index: event.index,
      proposal_id: id,
      depositor: attrs.depositor ?? null,
      amount: (attrs.amount ?? "").slice(0, 500),
      tx_hash: event.txHash ?? null,
    });
    const fact = this.#book.get(id);
    if (fact && !isOver(fact))
      this.#book.set({ ...fact, totalDeposit: addDeposit(fact.totalDeposit, attrs.amount ?? "") }, block.height);
  }

  #vote(id: string, event: ChainEvent, block: DecodedBlock, context: Context): void {
    const tx = event.txIndex === undefined ? undefined : block.txs[event.txIndex];
    const voter = event.attrs.voter ?? (tx === undefined ? undefined : decodeVoterOfTx(tx, event.msgIndex));
    const options = parseVoteOptions(event.attrs.option ?? "");
    if (voter === undefined || options.length === 0) return;
    this.#rows.vote.push({
      height: block.height,
      event_index: event.index,
      proposal_id: id,
      voter: voter.slice(0, 100),
      options,
      tx_hash: event.txHash ?? null,
    });
    const account = parseAnyAddress(voter);
    const operator = account?.prefix && account.hex.length === 40 && formatOperatorAddress(account.hex, account.prefix);
    if (!operator || !this.isValidator(context, operator)) this.#note(id, { asksTally: true });
  }

  async #startVoting(id: string, block: DecodedBlock, gov: GovClient, signal?: AbortSignal): Promise<void> {
    const fact = this.#book.get(id);
    if (fact?.status !== "deposit") return;
    const rules = await this.#readRules(gov, block.height, signal);
    const period = this.#pending.get(id)?.expedited ? rules?.expeditedVotingPeriodNs : rules?.votingPeriodNs;
    const end = period === undefined ? {} : { votingEndNs: String(block.timeNs + BigInt(period)) };
    this.#book.set(
      { ...fact, status: "voting", votingStartNs: String(block.timeNs), ...end, ...(rules ? { rules } : {}) },
      block.height,
    );
    if (period === undefined) this.#note(id, { askAt: block.height + ASK_AFTER_BLOCKS });
  }

  #end(id: string, { type, attrs }: ChainEvent, block: DecodedBlock): void {
    const fact = this.#book.get(id) ?? { id, status: "voting" as const, totalDeposit: [] };
    if (isOver(fact)) return;
    const result = attrs.proposal_result ?? "";
    if (result === "expedited_proposal_rejected") {
      // It goes on as an ordinary proposal, with the ordinary period from the same start.
      const period = fact.rules?.votingPeriodNs;
      const { votingEndNs: _before, ...rest } = fact;
      const ends = period !== undefined && fact.votingStartNs !== undefined;
      const votingEndNs = ends ? { votingEndNs: String(BigInt(fact.votingStartNs as string) + BigInt(period)) } : {};
      this.#book.set({ ...rest, ...votingEndNs }, block.height);
      this.#note(id, { expedited: false, ...(ends ? {} : { askAt: block.height + ASK_AFTER_BLOCKS }) });
      return;
    }
    const isVoted = type === "active_proposal";
    const status = result === "proposal_passed" ? "passed" : result === "proposal_failed" ? "failed" : "rejected";
    const reason = isVoted
      ? reasonOf(attrs.proposal_log ?? "", status)
      : type === "cancel_proposal"
        ? "withdrawn by its proposer"
        : "the minimum deposit was not reached in time";
    const ended = { endedNs: String(block.timeNs), endedHeight: block.height };
    this.#book.set({ ...fact, status, ...ended, ...(reason === "" ? {} : { reason }) }, block.height);
    this.#note(id, isVoted ? { askAt: block.height + ASK_AFTER_BLOCKS, tries: 0 } : { hasTally: true });
    if (status === "passed" && this.#pending.get(id)?.changesRules) this.#hasAskedRules = false;
  }

  /** Asks what is due, and forgets those of which nothing more can change. */
  async #ask(gov: GovClient, block: DecodedBlock, signal?: AbortSignal): Promise<void> {
    for (const [id, pending] of [...this.#pending]) {
      const fact = this.#book.get(id);
      if (!fact) continue;
      if (
        (pending.asksTally || pending.isPartial) &&
        fact.status === "voting" &&
        block.height % TALLY_EVERY_BLOCKS === 0
      ) {
        const tally = await gov.fetchTally(BigInt(id), block.height, signal);
        if (tally) this.#addTally(id, tally, block.height, false);
        this.#note(id, { asksTally: false });
      }
      if (pending.askAt !== undefined && pending.askAt <= block.height) await this.#lookUp(id, gov, block, signal);
      const now = this.#pending.get(id);
      const after = this.#book.get(id);
      if (now && after && isOver(after) && now.askAt === undefined) this.#pending.delete(id);
    }
  }

  async #lookUp(id: string, gov: GovClient, block: DecodedBlock, signal?: AbortSignal): Promise<void> {
    const asksList = (this.#pending.get(id)?.tries ?? 0) % 2 === 0;
    const found = await this.#findState(BigInt(id), gov, block.height, asksList, signal);
    const before = this.#book.get(id);
    if (found && !isBehind(found, before)) this.#takeState(found, block.height);
    const pending = this.#pending.get(id);
    const fact = this.#book.get(id);
    if (!pending || !fact) return;
    const wants =
      !pending.hasBody ||
      (fact.status === "voting" && fact.votingEndNs === undefined) ||
      (isOver(fact) && !pending.hasTally);
    const tries = pending.tries + 1;
    const isGivenUp = wants && tries >= MOST_TRIES;
    if (isGivenUp && !pending.hasBody && pending.submitted) {
      this.#addBody(id, bodyOfEvent(pending.submitted.event), block.height, whenSubmitted(pending.submitted));
    }
    const { askAt: _done, ...rest } = pending;
    this.#pending.set(id, {
      ...rest,
      tries: wants && !isGivenUp ? tries : 0,
      hasBody: pending.hasBody || isGivenUp,
      ...(wants && !isGivenUp ? { askAt: block.height + 2 ** tries } : {}),
    });
  }

  /** Some nodes answer for the list alone; one that answers for neither is not asked for it every time. */
  async #findState(
    id: bigint,
    gov: GovClient,
    height: number,
    asksList: boolean,
    signal?: AbortSignal,
  ): Promise<StoredProposal | undefined> {
    const one = this.#asksList ? undefined : await gov.fetchProposal(id, height, signal);
    if (one || !(asksList || this.#asksList)) return one;
    const listed = (await gov.fetchProposals(height, signal))?.find((proposal) => proposal.id === id);
    if (listed) this.#asksList = true;
    return listed;
  }

  async #readRules(gov: GovClient, height: number, signal?: AbortSignal): Promise<GovRules | undefined> {
    if (!this.#hasAskedRules) this.#rules = await gov.fetchRules(height, signal);
    this.#hasAskedRules = true;
    return this.#rules;
  }

  #sawId(id: bigint): void {
    if (id > this.#lastId) this.#lastId = id;
  }

  #addBody(id: string, body: SubmittedProposal, height: number, submitted: object): void {
    this.#rows.proposal.push({
      proposal_id: id,
      known_height: height,
      proposer: body.proposer?.slice(0, 100) ?? null,
      title: body.title,
      summary: body.summary,
      metadata: body.metadata,
      expedited: body.expedited,
      messages: body.messages,
      ...submitted,
    });
  }

  #addTally(id: string, { yes, no, abstain, noWithVeto }: Tally, height: number, isFinal: boolean): void {
    const counts = { yes: String(yes), no: String(no), abstain: String(abstain), no_with_veto: String(noWithVeto) };
    this.#rows.tally.push({ proposal_id: id, height, ...counts, is_final: isFinal });
  }

  #note(id: string, change: Partial<Omit<Pending, "fact" | "from">>): void {
    const before = this.#pending.get(id) ?? {
      expedited: false,
      hasBody: false,
      hasTally: false,
      changesRules: false,
      asksTally: false,
      isPartial: false,
      tries: 0,
    };
    this.#pending.set(id, { ...before, ...change });
  }
}

/** Whether a node tells of a moment before the one events have told of. */
function isBehind(told: StoredProposal, known: ProposalFact | undefined): boolean {
  if (known === undefined || known.status === "deposit") return false;
  return isOver(known) ? told.status !== known.status : told.status === "deposit";
}

function idOf(text: string | undefined): string | undefined {
  return text !== undefined && /^(0|[1-9]\d{0,19})$/.test(text) ? text : undefined;
}

function whenSubmitted({ height, timeNs, event }: NonNullable<Pending["submitted"]>): object {
  return { submit_height: height, submit_time_ns: timeNs, tx_hash: event.tx_hash ?? null };
}

/** `proposal_log` says "passed" or "rejected" where there is nothing to say. */
function reasonOf(log: string, status: string): string {
  const text = log.replaceAll("\u0000", "").trim().slice(0, 2_000);
  return text === status ? "" : text;
}

/** All that is left when neither the transaction nor the state can be read: who, and which messages. */
function bodyOfEvent(event: Readonly<Record<string, string>>): SubmittedProposal {
  const types = (event.proposal_messages ?? "").split(",").filter((type) => type !== "");
  return {
    title: "",
    summary: "",
    metadata: "",
    ...(event.proposal_proposer === undefined ? {} : { proposer: event.proposal_proposer }),
    expedited: false,
    messages: types.slice(0, 100).map((type) => ({ type: type.slice(0, 300), size: 0 })),
  };
}

function changesRules({ messages }: Pick<SubmittedProposal, "messages">): boolean {
  return flattenMessages(messages).some(({ type, fields }) =>
    type === "/cosmos.params.v1beta1.ParameterChangeProposal"
      ? JSON.stringify(fields).includes('"gov"')
      : /^\/cosmos\.gov\.v1(?:beta1)?\.MsgUpdateParams$/.test(type),
  );
}
