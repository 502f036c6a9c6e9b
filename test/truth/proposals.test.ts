import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { envelope } from "@/lib/api/contracts/common";
import { type ProposalListItem, type ProposalView, proposalsView, proposalView } from "@/lib/api/contracts/proposal";
import type { Store } from "@/lib/store/open-store";
import { addressOfKeyHex } from "../record/next-set-input";
import { nanosOfMessage, type ProtoFields, readProto } from "../record/proto-fields";
import { powerShapingOf, providerSetOf, storedSetOf } from "../record/provider-rows";
import { openRecord, recordingDir } from "../record/record-reader";
import { stakingValidatorsAt } from "../record/staking-answers";
import { callRoute, getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { nanos } from "./expected";

const NETWORK = "devnet";
const HEAD = 1515;
const DEMOCRACY = "ics-democ-1";

const record = openRecord(recordingDir("first"));

let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, HEAD));
  serveStore(store, tape.networks as never);
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

/** What the blocks' events say of proposals: when each was submitted, voted on and decided. */
interface RawLife {
  readonly submitted: number;
  decided?: { readonly height: number; readonly result: string };
  readonly votes: { readonly height: number; readonly voter: string; readonly option: number }[];
}

function livesOf(chainId: string): Map<string, RawLife> {
  const lives = new Map<string, RawLife>();
  for (const height of record.chain(chainId).heights) {
    const { results } = record.chain(chainId).block(height);
    const txs = (results.txs_results ?? []).filter(({ code }) => (code ?? 0) === 0);
    for (const event of [...txs.flatMap(({ events }) => events), ...results.finalize_block_events]) {
      const attr = (key: string) => event.attributes.find((attribute) => attribute.key === key)?.value;
      const id = attr("proposal_id");
      if (id === undefined) continue;
      if (event.type === "submit_proposal") lives.set(id, { submitted: height, votes: [] });
      if (event.type === "active_proposal") {
        const life = lives.get(id);
        if (life) life.decided = { height, result: attr("proposal_result") ?? "" };
      }
      if (event.type === "proposal_vote") {
        const [{ option }] = JSON.parse(attr("option") ?? "[]") as [{ option: number }];
        lives.get(id)?.votes.push({ height, voter: attr("voter") ?? "", option });
      }
    }
  }
  return lives;
}

const lives = livesOf(record.provider);
const RESULTS: Readonly<Record<string, string>> = {
  proposal_passed: "passed",
  proposal_rejected: "rejected",
  proposal_failed: "failed",
};

function statusAt({ decided }: RawLife, height: number): string {
  return decided === undefined || height < decided.height ? "voting" : (RESULTS[decided.result] ?? "?");
}

/** The proposal as the state of its chain holds it: the last answer of the node up to a height. */
function stateOf(id: number, height = HEAD): ProtoFields {
  const answer = record
    .chain(record.provider)
    .answer("/cosmos.gov.v1.Query/Proposal", `08${id.toString(16).padStart(2, "0")}`, height);
  if (!answer || answer.code !== 0) throw new Error(`proposal ${id} is not recorded at ${height}`);
  return readProto(answer.value).message(1);
}

const list = (height: number, more = "") =>
  getBody<{ data: ProposalListItem[] }>(NETWORK, `proposals?height=${height}${more}`);
const one = async (id: number | string, height = HEAD, more = "") =>
  (await getBody<{ data: ProposalView }>(NETWORK, `proposals/${id}?height=${height}${more}`)).data;

describe("status at every height around each step", () => {
  const edges = [...lives.values()].flatMap(({ submitted, decided }) => [
    submitted - 1,
    submitted,
    submitted + 30,
    ...(decided === undefined ? [] : [decided.height - 1, decided.height, decided.height + 1]),
  ]);
  test.each([...new Set([...edges, 1, HEAD])].filter((height) => height >= 1 && height <= HEAD))(
    "at %i",
    async (height) => {
      const { data } = await list(height, `&chain=${record.provider}`);
      const expected = [...lives]
        .filter(([, life]) => life.submitted <= height)
        .map(([id, life]) => ({ id, status: statusAt(life, height) }))
        .reverse();
      expect(data.map(({ id, status }) => ({ id, status }))).toEqual(expected);
    },
  );

  test("the record has proposals 1 to 5, of every outcome, one still open", () => {
    expect([...lives].map(([id, life]) => [id, statusAt(life, HEAD)])).toEqual([
      ["1", "passed"],
      ["2", "passed"],
      ["3", "rejected"],
      ["4", "failed"],
      ["5", "voting"],
    ]);
  });
});

test.each([1, 2, 3, 4, 5])(
  "proposal %i: texts, times, deposit, proposer and final tally as the chain's state has them",
  async (id) => {
    const state = stateOf(id);
    const view = await one(id);
    expect(view).toMatchObject({
      title: state.text(11),
      summary: state.text(12),
      metadata: state.text(10),
      proposer: state.text(13),
      expedited: false,
    });
    expect(nanos(view.submitted.time ?? "")).toBe(nanosOfMessage(state.message(5)));
    expect(nanos(view.depositEnds ?? "")).toBe(nanosOfMessage(state.message(6)));
    expect(nanos(view.votingStarts ?? "")).toBe(nanosOfMessage(state.message(8)));
    expect(nanos(String(view.votingEnds))).toBe(nanosOfMessage(state.message(9)));
    expect(view.deposit).toEqual(state.messages(7).map((coin) => ({ denom: coin.text(1), amount: coin.text(2) })));
    expect(view.submitted.height).toBe(lives.get(String(id))?.submitted);
    if (lives.get(String(id))?.decided) {
      const tally = state.message(4);
      expect(view.tally).toMatchObject({
        yes: tally.text(1),
        abstain: tally.text(2),
        no: tally.text(3),
        noWithVeto: tally.text(4),
        source: "node",
        isFinal: true,
      });
    }
  },
);

test.each([
  [1, 30],
  [1, 60],
  [1, 115],
  [2, 200],
  [3, 400],
  [3, 455],
  [4, 600],
  [5, 1480],
  [5, 1515],
])("the running tally of proposal %i at %i is the one the node told", async (id, height) => {
  const answer = record
    .chain(record.provider)
    .answer("/cosmos.gov.v1.Query/TallyResult", `08${id.toString(16).padStart(2, "0")}`, height);
  const told = readProto(answer?.value ?? new Uint8Array()).message(1);
  const view = await one(id, height);
  if (view.tally === undefined || "state" in view.tally) throw new Error("no tally");
  expect(view.tally.source).toBe("counted");
  // The node's answers are five blocks apart, and stake moves; where it did not, they are equal to the unit.
  const at = answer?.recordedAt ?? 0;
  const there = await one(id, at);
  expect(there.tally).toMatchObject({
    yes: told.text(1),
    abstain: told.text(2),
    no: told.text(3),
    noWithVeto: told.text(4),
  });
});

test.each([1, 2, 3, 4, 5])(
  "votes on proposal %i: the last of each voter, with the power of its validator",
  async (id) => {
    const life = lives.get(String(id));
    const last = new Map(life?.votes.map((vote) => [vote.voter, vote]));
    const view = await one(id);
    const options = ["", "yes", "abstain", "no", "no-with-veto"];
    expect(view.votes.map(({ voter, options: [first] }) => [voter, first?.option]).sort()).toEqual(
      [...last.values()].map(({ voter, option }) => [voter, options[option]]).sort(),
    );
    expect(view.votes.every(({ validator }) => validator !== undefined)).toBe(true);
  },
);

describe("proposal 1 makes ics-replicated-1 a Top 80 % chain", () => {
  const decided = lives.get("1")?.decided?.height as number;
  const rowsAt = (height: number) => record.storeAt(record.provider, "provider", height);

  test("field by field, against the raw rows before and after", async () => {
    const view = await one(1);
    const [message] = view.messages;
    expect(message).toMatchObject({
      name: "MsgUpdateConsumer",
      consumerId: "0",
      chainId: "ics-replicated-1",
      depth: 0,
    });
    const topN = message?.changes.find(({ field }) => field === "powerShaping.topN");
    expect(topN).toMatchObject({
      isChange: true,
      before: powerShapingOf(rowsAt(decided - 1), "0")?.topN ?? 0,
      after: powerShapingOf(rowsAt(decided), "0")?.topN,
      now: powerShapingOf(rowsAt(HEAD), "0")?.topN,
    });
    expect(topN?.after).toBe(80);
  });

  test("its set is the one the provider stored when the chain was launched", async () => {
    const [effect] = (await one(1)).effects;
    if (effect?.kind !== "set") throw new Error("no effect on a set");
    const launch = record.chain(record.provider).heights.find((height) => storedSetOf(rowsAt(height), "0").length > 0);
    const stored = storedSetOf(rowsAt(launch as number), "0");
    expect(effect.stored).toEqual({
      height: launch,
      validators: stored.length,
      power: String(stored.reduce((sum, { power }) => sum + power, 0n)),
    });
    const consAddressOf = new Map(
      stakingValidatorsAt(record, record.provider, launch as number).map(({ operator, pubKey }) => [
        operator,
        addressOfKeyHex(pubKey),
      ]),
    );
    expect(effect.enters.map(({ operator }) => consAddressOf.get(operator)).sort()).toEqual(
      stored.map(({ consAddress }) => consAddress).sort(),
    );
  });
});

test("proposal 2 adds reward denoms to the list the provider keeps", async () => {
  const decided = lives.get("2")?.decided?.height as number;
  const denoms = (height: number) =>
    readProto(
      record
        .chain(record.provider)
        .answer("/interchain_security.ccv.provider.v1.Query/QueryRegisteredConsumerRewardDenoms", "", height)?.value ??
        new Uint8Array(),
    )
      .bytes(1)
      .map((bytes) => new TextDecoder().decode(bytes))
      .sort();
  const change = (await one(2)).messages[0]?.changes[0] ?? { field: "none", before: [], after: [] };
  const sorted = (value: unknown) => (value as string[]).toSorted();
  expect(change.field).toBe("registeredRewardDenoms");
  expect(sorted(change.before)).toEqual(denoms(decided - 1));
  expect(sorted(change.after)).toEqual(denoms(HEAD));
});

test("proposal 3 is a text that names a consumer, and says that this is a guess", async () => {
  const { data } = await list(HEAD);
  const text = data.find(({ id, chainId }) => id === "3" && chainId === record.provider);
  expect(text).toMatchObject({ isIcs: false, consumers: [], mentions: ["2"], messages: [] });
});

test("proposal 4 passed and failed, for a reason the state keeps", async () => {
  const view = await one(4);
  const owner = /expected owner address (\S+), got/.exec(stateOf(4).text(15))?.[1];
  expect(view.status).toBe("failed");
  expect(owner).toBeDefined();
  expect(view.reason).toContain(`expected owner address ${owner}`);
  const topN = view.messages[0]?.changes.find(({ field }) => field === "powerShaping.topN");
  const rows = record.storeAt(record.provider, "provider", HEAD);
  expect(topN).toMatchObject({ before: 0, after: 50, now: powerShapingOf(rows, "1")?.topN ?? 0 });
});

test("proposal 5, in voting at the head: nobody falls out at Top 70 %, and those between the lines are set free", async () => {
  const view = await one(5);
  const [effect] = view.effects;
  if (effect?.kind !== "set") throw new Error("no effect on a set");
  // By hand from the raw rows: powers of the active set, strongest first, up to 70 and 80 percent of their sum.
  const powers = [...providerSetOf(record.storeAt(record.provider, "provider", HEAD)).values()].sort((a, b) =>
    a < b ? 1 : -1,
  );
  const total = powers.reduce((sum, power) => sum + power, 0n);
  const lineAt = (percent: bigint) => {
    let sum = 0n;
    for (const power of powers) {
      sum += power;
      if (sum * 100n >= total * percent) return power;
    }
    return 0n;
  };
  const between = powers.filter((power) => power >= lineAt(80n) && power < lineAt(70n));
  expect(effect.after.minPower).toBe(String(lineAt(70n)));
  expect(effect.released.map(({ power }) => power)).toEqual(between.map(String));
  expect(effect.leaves).toEqual([]);
});

test("a consumer that governs itself: its proposal, from its own blocks, at its own height", async () => {
  const [[id, life] = ["", undefined]] = [...livesOf(DEMOCRACY)];
  const view = await one(id, HEAD, `&chain=${DEMOCRACY}`);
  const state = readProto(
    record.chain(DEMOCRACY).answer("/cosmos.gov.v1.Query/Proposals", "", 3_000)?.value ?? new Uint8Array(),
  ).message(1);
  expect(view).toMatchObject({
    chainId: DEMOCRACY,
    consumerId: "2",
    status: RESULTS[life?.decided?.result ?? ""],
    title: state.text(11),
    submitted: { height: life?.submitted },
    ended: { height: life?.decided?.height },
  });
  const before = await list(200);
  expect(before.data.some(({ chainId }) => chainId === DEMOCRACY)).toBe(false);
});

describe("answers", () => {
  test.each([1, 23, 200, 460, 620, 1000, 1450, HEAD])("at %i they have the shape they promise", async (height) => {
    const body = await getBody(NETWORK, `proposals?height=${height}`);
    envelope(proposalsView).parse(body);
    for (const { id, chainId } of (body as { data: ProposalListItem[] }).data) {
      envelope(proposalView).parse(await getBody(NETWORK, `proposals/${id}?height=${height}&chain=${chainId}`));
    }
  });

  test.each([
    ["proposals/99", 404, "unknown-proposal"],
    ["proposals/1?height=5", 404, "unknown-proposal"],
    ["proposals/x", 400, "bad-proposal-id"],
    ["proposals/1?chain=nope-1", 404, "unknown-chain"],
    ["proposals?chain=nope-1", 404, "unknown-chain"],
  ])("%s is refused in words", async (path, status, code) => {
    const response = await callRoute(NETWORK, path);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: { code: string } }).error.code).toBe(code);
  });
});
