import { Proposal, ProposalStatus } from "cosmjs-types/cosmos/gov/v1/gov";
import {
  QueryParamsResponse,
  QueryProposalResponse,
  QueryProposalsResponse,
  QueryTallyResultResponse,
} from "cosmjs-types/cosmos/gov/v1/query";
import { MsgSubmitProposal } from "cosmjs-types/cosmos/gov/v1/tx";
import { TextProposal } from "cosmjs-types/cosmos/gov/v1beta1/gov";
import { MsgSubmitProposal as MsgSubmitV1Beta1 } from "cosmjs-types/cosmos/gov/v1beta1/tx";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { expect, test } from "vitest";
import { ChainError } from "@/lib/chain/errors";
import { MsgRemoveConsumer } from "@/lib/chain/proto/interchain_security/ccv/provider/v1/tx";
import type { AbciQuery, ChainClient, ChainEvent, DecodedBlock } from "@/lib/chain/types";
import type { FollowContext } from "./block-follower";
import { ProposalFollower } from "./proposal-follower";

/* Lives of proposals that the record does not have, told by events as x/gov emits them (ics-protocol.md §5.5). */

const SECOND = 1_000_000_000n;
const START = 1_700_000_000n * SECOND;
const timeAt = (height: number) => START + BigInt(height) * 6n * SECOND;

/** A node that answers what it is told to and counts what it is asked. */
class Node {
  readonly asked: string[] = [];
  readonly answers = new Map<string, (query: AbciQuery) => Uint8Array | undefined>();

  get client(): ChainClient {
    const answer = async (query: AbciQuery) => {
      this.asked.push(query.path);
      const value = this.answers.get(query.path)?.(query);
      if (value === undefined) throw new ChainError("unknown-query", `no ${query.path}`, { retryable: false });
      return { value, isNull: false, height: query.height ?? 0 };
    };
    const batch = (queries: readonly AbciQuery[]) =>
      Promise.all(queries.map(async (query) => ({ ok: true as const, ...(await answer(query)) })));
    return { abciQuery: answer, abciQueries: batch } as unknown as ChainClient;
  }
}

function withRules(node: Node): Node {
  node.answers.set("/cosmos.gov.v1.Query/Params", () =>
    QueryParamsResponse.encode(
      QueryParamsResponse.fromPartial({
        params: {
          votingPeriod: { seconds: 600n },
          expeditedVotingPeriod: { seconds: 300n },
          maxDepositPeriod: { seconds: 6_000n },
          quorum: "0.334",
          threshold: "0.5",
          minDeposit: [],
        },
      }),
    ).finish(),
  );
  return node;
}

function blockOf(height: number, events: readonly Partial<ChainEvent>[], txs: readonly string[] = []): DecodedBlock {
  const whole = events.map((event, index) => ({ type: "", attrs: {}, origin: "tx" as const, index, ...event }));
  return { chainId: "c-1", height, timeNs: timeAt(height), txs, events: whole } as unknown as DecodedBlock;
}

function txOf(typeUrl: string, value: Uint8Array): string {
  const bodyBytes = TxBody.encode(TxBody.fromPartial({ messages: [{ typeUrl, value }] })).finish();
  return Buffer.from(TxRaw.encode(TxRaw.fromPartial({ bodyBytes })).finish()).toString("base64");
}

const submitTx = (more: Partial<MsgSubmitProposal>) =>
  txOf(
    "/cosmos.gov.v1.MsgSubmitProposal",
    MsgSubmitProposal.encode(MsgSubmitProposal.fromPartial(more as never)).finish(),
  );
const inTx = { txIndex: 0, msgIndex: 0, txHash: "AB" };
const submitted = (id: string) => ({ type: "submit_proposal", attrs: { proposal_id: id }, ...inTx });
const voting = (id: string, type = "submit_proposal") => ({ type, attrs: { voting_period_start: id }, ...inTx });

async function follow(node: Node, blocks: readonly DecodedBlock[], isCut = false) {
  const make = () => new ProposalFollower<FollowContext>(() => true);
  let follower = make();
  const rows: Record<string, object[]> = {};
  for (const block of blocks) {
    await follower.step(block, { client: node.client, afterGap: false } as never);
    for (const [table, more] of Object.entries(follower.drain("c-1"))) rows[table] = [...(rows[table] ?? []), ...more];
    if (!isCut) continue;
    // As after a kill: a new follower from what was kept with the cursor.
    const memory = JSON.parse(JSON.stringify(follower.memory() ?? null)) ?? undefined;
    follower = make();
    follower.resume({ open: {}, memory }, memory);
  }
  const statuses = (rows.proposal_status ?? []) as { status: string; from_height: number; until_height: string }[];
  const last = new Map(statuses.map((row) => [row.from_height, row]));
  return { rows, statuses: [...last.values()], asked: node.asked };
}

const brief = ({ status, from_height }: { status: string; from_height: number }) => `${status} from ${from_height}`;

test("a deposit is collected, then voting begins with the deposit that completes it", async () => {
  const blocks = [
    blockOf(1, []),
    blockOf(
      10,
      [submitted("1"), { type: "proposal_deposit", attrs: { proposal_id: "1", amount: "4uatom", depositor: "a" } }],
      [submitTx({ title: "T", summary: "S", proposer: "a" })],
    ),
    blockOf(20, [
      { type: "proposal_deposit", attrs: { proposal_id: "1", amount: "6uatom", depositor: "b" } },
      voting("1", "proposal_deposit"),
    ]),
    blockOf(125, [
      {
        type: "active_proposal",
        attrs: { proposal_id: "1", proposal_result: "proposal_passed", proposal_log: "passed" },
      },
    ]),
  ];
  const { rows, statuses, asked } = await follow(withRules(new Node()), blocks);
  expect(statuses.map(brief)).toEqual(["deposit from 10", "voting from 20", "passed from 125"]);
  expect(statuses[1]).toMatchObject({
    voting_start_ns: String(timeAt(20)),
    voting_end_ns: String(timeAt(20) + 600n * SECOND),
    deposit_end_ns: String(timeAt(10) + 6_000n * SECOND),
    total_deposit: [{ denom: "uatom", amount: "10" }],
  });
  expect(statuses[2]).toMatchObject({ ended_height: 125, reason: null });
  expect(rows.proposal).toMatchObject([{ title: "T", summary: "S", proposer: "a", submit_height: 10, tx_hash: "AB" }]);
  expect(rows.proposal_deposit).toHaveLength(2);
  expect(asked).toEqual(["/cosmos.gov.v1.Query/Params"]);
});

test.each([
  ["inactive_proposal", "the minimum deposit was not reached in time"],
  ["cancel_proposal", "withdrawn by its proposer"],
])("%s ends it without a vote", async (type, reason) => {
  const { statuses } = await follow(withRules(new Node()), [
    blockOf(1, []),
    blockOf(10, [submitted("7")], [submitTx({ title: "T" })]),
    blockOf(50, [{ type, attrs: { proposal_id: "7", proposal_result: "proposal_dropped" } }]),
  ]);
  expect(statuses.map(brief)).toEqual(["deposit from 10", "rejected from 50"]);
  expect(statuses[1]).toMatchObject({ reason });
});

test("an expedited proposal that is rejected goes on as an ordinary one, from the same start", async () => {
  const { rows, statuses } = await follow(withRules(new Node()), [
    blockOf(1, []),
    blockOf(10, [submitted("2"), voting("2")], [submitTx({ title: "T", expedited: true })]),
    blockOf(61, [
      { type: "active_proposal", attrs: { proposal_id: "2", proposal_result: "expedited_proposal_rejected" } },
    ]),
    blockOf(112, [
      {
        type: "active_proposal",
        attrs: { proposal_id: "2", proposal_result: "proposal_rejected", proposal_log: "rejected" },
      },
    ]),
  ]);
  expect(rows.proposal).toMatchObject([{ expedited: true }]);
  expect(statuses.map(brief)).toEqual(["voting from 10", "voting from 61", "rejected from 112"]);
  expect(statuses[0]).toMatchObject({ voting_end_ns: String(timeAt(10) + 300n * SECOND) });
  expect(statuses[1]).toMatchObject({ voting_end_ns: String(timeAt(10) + 600n * SECOND) });
});

test("a legacy content has its own title", async () => {
  const content = {
    typeUrl: "/cosmos.gov.v1beta1.TextProposal",
    value: TextProposal.encode({ title: "Old", description: "Words" }).finish(),
  };
  const tx = txOf(
    "/cosmos.gov.v1beta1.MsgSubmitProposal",
    MsgSubmitV1Beta1.encode({ content: content as never, initialDeposit: [], proposer: "p" }).finish(),
  );
  const { rows } = await follow(withRules(new Node()), [blockOf(1, []), blockOf(3, [submitted("1")], [tx])]);
  expect(rows.proposal).toMatchObject([{ title: "Old", summary: "Words", proposer: "p" }]);
});

test("a record that begins later learns what is there; a hollow body is read from the store", async () => {
  const removal = MsgRemoveConsumer.encode({ consumerId: "3", owner: "gov" }).finish();
  const typeUrl = "/interchain_security.ccv.provider.v1.MsgRemoveConsumer";
  const whole = Proposal.fromPartial({
    id: 9n,
    messages: [{ typeUrl, value: removal }],
    status: ProposalStatus.PROPOSAL_STATUS_PASSED,
    finalTallyResult: { yesCount: "5", noCount: "1", abstainCount: "0", noWithVetoCount: "0" },
    votingEndTime: { seconds: 1_700_000_100n, nanos: 0 },
    title: "Stop it",
  });
  const node = withRules(new Node());
  node.answers.set("/cosmos.gov.v1.Query/Proposals", () =>
    QueryProposalsResponse.encode(
      QueryProposalsResponse.fromPartial({
        proposals: [{ ...whole, messages: [{ typeUrl, value: new Uint8Array() }] }],
      }),
    ).finish(),
  );
  node.answers.set("/store/gov/key", () => Proposal.encode(whole).finish());
  const { rows, statuses } = await follow(node, [blockOf(500, []), blockOf(501, [])]);
  expect(rows.proposal).toMatchObject([
    {
      proposal_id: "9",
      known_height: 500,
      submit_height: null,
      title: "Stop it",
      messages: [{ type: typeUrl, fields: { consumerId: "3", owner: "gov" } }],
    },
  ]);
  expect(statuses).toMatchObject([{ status: "passed", from_height: 500, ended_height: null }]);
  expect(rows.proposal_tally).toMatchObject([{ yes: "5", no: "1", is_final: true }]);
});

test("one that people vote on when the record begins: its tally is the node's, asked now and then", async () => {
  const node = withRules(new Node());
  node.answers.set("/cosmos.gov.v1.Query/Proposals", () =>
    QueryProposalsResponse.encode(
      QueryProposalsResponse.fromPartial({
        proposals: [
          Proposal.fromPartial({ id: 3n, status: ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD, title: "Open" }),
        ],
      }),
    ).finish(),
  );
  node.answers.set("/cosmos.gov.v1.Query/TallyResult", () =>
    QueryTallyResultResponse.encode(
      QueryTallyResultResponse.fromPartial({
        tally: { yesCount: "70", noCount: "1", abstainCount: "0", noWithVetoCount: "0" },
      }),
    ).finish(),
  );
  const { rows } = await follow(
    node,
    Array.from({ length: 250 }, (_, i) => blockOf(150 + i, [])),
  );
  expect(rows.proposal_tally).toMatchObject([
    { yes: "70", height: 200, is_final: false },
    { yes: "70", height: 300, is_final: false },
  ]);
});

test("a transaction nobody can read and a node that says nothing: after some tries the event alone is kept", async () => {
  const blocks = [
    blockOf(1, []),
    blockOf(
      10,
      [
        {
          type: "submit_proposal",
          attrs: { proposal_id: "4", proposal_proposer: "p", proposal_messages: ",/a.v1.MsgX,/b.v1.MsgY" },
          ...inTx,
        },
      ],
      ["AAAA"],
    ),
    ...Array.from({ length: 100 }, (_, i) => blockOf(11 + i, [])),
  ];
  const { rows, asked } = await follow(new Node(), blocks);
  expect(rows.proposal).toMatchObject([
    { proposer: "p", title: "", messages: [{ type: "/a.v1.MsgX" }, { type: "/b.v1.MsgY" }], submit_height: 10 },
  ]);
  expect(asked.length).toBeLessThan(20);
});

test("the final tally is asked until the node has come to the end itself", async () => {
  const node = withRules(new Node());
  const stateAt = (status: ProposalStatus) =>
    QueryProposalResponse.encode(
      QueryProposalResponse.fromPartial({
        proposal: Proposal.fromPartial({
          id: 1n,
          status,
          finalTallyResult: { yesCount: "8", noCount: "0", abstainCount: "0", noWithVetoCount: "0" },
        }),
      }),
    ).finish();
  node.answers.set("/cosmos.gov.v1.Query/Proposal", ({ height }) =>
    stateAt((height ?? 0) < 115 ? ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD : ProposalStatus.PROPOSAL_STATUS_FAILED),
  );
  const blocks = [
    blockOf(1, []),
    blockOf(10, [submitted("1"), voting("1")], [submitTx({ title: "T" })]),
    blockOf(110, [
      {
        type: "active_proposal",
        attrs: { proposal_id: "1", proposal_result: "proposal_failed", proposal_log: "passed, but msg 0 failed" },
      },
    ]),
    ...Array.from({ length: 20 }, (_, i) => blockOf(111 + i, [])),
  ];
  const { rows, statuses } = await follow(node, blocks);
  expect(rows.proposal_tally).toMatchObject([{ yes: "8", height: expect.any(Number), is_final: true }]);
  expect(statuses.at(-1)).toMatchObject({ status: "failed", ended_height: 110, reason: "passed, but msg 0 failed" });

  const again = withRules(new Node());
  again.answers.set("/cosmos.gov.v1.Query/Proposal", node.answers.get("/cosmos.gov.v1.Query/Proposal") as never);
  const cut = await follow(again, blocks, true);
  expect(cut.rows).toEqual(rows);
});
