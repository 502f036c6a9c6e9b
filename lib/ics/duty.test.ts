import { describe, expect, test } from "vitest";
import { deriveDuty } from "./duty";
import type { DutyView, PendingUpdate } from "./duty-view";
import { consOf, keyOf } from "./test-validators";

const OWN = keyOf(1);
const NEW = keyOf(2);
const HEAD = { height: 700, time: "2026-03-02T10:00:00Z" };
const AT = { height: 1200, time: "2026-03-02T10:00:00Z" };

/** A validator in the set of a launched opt-in consumer, on both sides. Each test changes what it is about. */
function aView(more: Partial<DutyView> = {}): DutyView {
  return {
    phase: "launched",
    topN: 0,
    minStake: "0",
    launchedAt: { height: 60, time: "2026-03-02T08:00:00Z" },
    validator: { power: 500n, tokens: 500_000_000n, active: true },
    optedIn: true,
    next: { eligible: true, isDrawnIn: false },
    stored: { consAddress: consOf(1), power: 500n, pubKey: OWN, joinHeight: 90, joinTime: "2026-03-02T08:10:00Z" },
    set: { state: "known", head: HEAD, member: { pubKey: OWN, power: 500n } },
    pending: [],
    currentKey: OWN,
    nextEpoch: { height: 1230, blocksLeft: 15, time: "2026-03-02T10:01:30Z" },
    ...more,
  };
}

/** Leaves a property out: "not known" and "does not apply" have no value. */
function without<K extends keyof DutyView>(view: DutyView, ...names: K[]): DutyView {
  return Object.fromEntries(Object.entries(view).filter(([name]) => !names.includes(name as K))) as unknown as DutyView;
}

const notInSet: DutyView["set"] = { state: "known", head: HEAD };
const update = (more: Partial<PendingUpdate> = {}): PendingUpdate => ({
  valsetUpdateId: 41n,
  state: "sent",
  at: AT,
  powers: new Map([[OWN, 0n]]),
  ...more,
});
const brief = (view: DutyView) => {
  const { duty, case: code } = deriveDuty(view);
  return [duty, code];
};

describe("in the chain's signing set", () => {
  test("it must run, since it joined, with its reason", () => {
    expect(deriveDuty(aView())).toEqual({
      duty: "run",
      case: "in-set",
      key: OWN,
      since: { height: 90, time: "2026-03-02T08:10:00Z" },
      reason: "It is in the chain's signing set with a power of 500. It has opted in.",
    });
  });

  test("Top N above the line: it is drawn in and cannot opt out", () => {
    const duty = deriveDuty(aView({ topN: 80, next: { eligible: true, isDrawnIn: true, minPower: 480n } }));
    expect([duty.duty, duty.case]).toEqual(["run", "drawn-in"]);
    expect(duty.reason).toContain(
      "Top 80 % takes everybody with a power of at least 480; it has 500, 20 above the line.",
    );
    expect(duty.reason).toContain("It cannot opt out.");
  });

  test("Top N, fallen below the line: it stays opted in until it opts out", () => {
    const duty = deriveDuty(aView({ topN: 80, next: { eligible: true, isDrawnIn: false, minPower: 600n } }));
    expect(duty.duty).toBe("run");
    expect(duty.reason).toContain("100 below the Top 80 % line of 600, so it may opt out");
  });

  test("an opt-out that waits for the epoch: keep running until the update is applied", () => {
    const duty = deriveDuty(
      aView({ optedIn: false, next: { eligible: false, excludedBecause: "not-opted-in", isDrawnIn: false } }),
    );
    expect([duty.duty, duty.case]).toEqual(["run-until", "leaves-next-epoch"]);
    expect(duty.until).toEqual({ height: 1230, time: "2026-03-02T10:01:30Z", isEstimate: true });
    expect(duty.reason).toContain(
      "It is not opted in any more. Keep running: the next epoch (block 1230, in 15 blocks",
    );
  });

  test.each([
    "jailed",
    "not-bonded",
    "inactive",
    "not-allowlisted",
    "denylisted",
    "below-min-stake",
    "beyond-set-cap",
  ] as const)("%s now: the chain has it until the next epoch's update is applied", (excludedBecause) => {
    expect(brief(aView({ next: { eligible: false, excludedBecause, isDrawnIn: false } }))).toEqual([
      "run-until",
      "leaves-next-epoch",
    ]);
  });

  test("leaving while the update is in flight", () => {
    const duty = deriveDuty(
      without(
        aView({
          optedIn: false,
          next: { eligible: false, excludedBecause: "not-opted-in", isDrawnIn: false },
          pending: [update()],
          usualMs: 18_000,
        }),
        "stored",
      ),
    );
    expect([duty.duty, duty.case]).toEqual(["run-until", "leaves-with-update"]);
    expect(duty.until).toEqual({ update: 41n });
    expect(duty.reason).toBe(
      "Keep running until update 41 is applied on the chain: it takes this validator out of the set. It was sent at 2026-03-02T10:00:00Z and was not received yet; that usually takes 18 s. It has not opted in.",
    );
  });

  test("the update arrived: it signs until two blocks after the receipt", () => {
    const duty = deriveDuty(
      without(aView({ pending: [update({ state: "received", consumerHeight: 702 })] }), "stored"),
    );
    expect(duty.duty).toBe("run-until");
    expect(duty.reason).toContain("signs by it from its block 702 on");
  });

  test("the update waits because the light client expired, or is past its timeout: that is said", () => {
    const queued = aView({ pending: [update({ state: "queued" })], lostClient: "expired" });
    expect(deriveDuty(without(queued, "stored")).reason).toContain("light client of the chain is expired");
    const late = aView({ pending: [update({ isPastTimeout: true, timeoutAt: "2026-03-02T10:10:00Z" })] });
    expect(deriveDuty(without(late, "stored")).reason).toContain("past its timeout of 2026-03-02T10:10:00Z");
  });

  test("key rotating: the old key signs until the update is applied", () => {
    const duty = deriveDuty(
      aView({
        stored: { consAddress: consOf(1), power: 500n, pubKey: NEW, joinHeight: 90 },
        currentKey: NEW,
        pending: [
          update({
            powers: new Map([
              [OWN, 0n],
              [NEW, 500n],
            ]),
          }),
        ],
      }),
    );
    expect(duty).toMatchObject({ duty: "run", case: "key-rotating", key: OWN, nextKey: NEW, until: { update: 41n } });
    expect(duty.reason).toContain("The old key must keep signing until update 41 is applied");
  });

  test("key assigned and no epoch since: the old key signs beyond the next epoch", () => {
    const duty = deriveDuty(aView({ currentKey: NEW }));
    expect(duty).toMatchObject({ duty: "run", case: "key-changes-next-epoch", key: OWN, nextKey: NEW });
  });

  test("in the chain's set while the provider neither stores nor removes it", () => {
    expect(brief(without(aView(), "stored"))).toEqual(["run", "in-set-not-stored"]);
  });

  test("stopped: the last set keeps signing; the risk of stopping is said", () => {
    const duty = deriveDuty(
      without(
        aView({
          phase: "stopped",
          stoppedAt: { height: 1000, time: "2026-03-02T09:40:00Z" },
          removalTime: "2026-03-02T11:40:00Z",
        }),
        "next",
      ),
    );
    expect([duty.duty, duty.case]).toEqual(["run-until", "in-set-of-stopped"]);
    expect(duty.until).toEqual({ time: "2026-03-02T11:40:00Z" });
    expect(duty.reason).toContain("the chain halts when a third of that set stops");
    expect(duty.reason).toContain("double signing is punished until the consumer is deleted at 2026-03-02T11:40:00Z");
  });
});

describe("not in the chain's signing set", () => {
  const outside = (more: Partial<DutyView> = {}) => without(aView({ set: notInSet, ...more }), "stored");

  test("joining with an update in flight", () => {
    const duty = deriveDuty(aView({ set: notInSet, pending: [update({ powers: new Map([[OWN, 500n]]) })] }));
    expect([duty.duty, duty.case, duty.since]).toEqual(["run-from", "joins-with-update", { update: 41n }]);
  });

  test("opted in and eligible: from the next epoch on", () => {
    const duty = deriveDuty(outside());
    expect([duty.duty, duty.case]).toEqual(["run-from", "joins-next-epoch"]);
    expect(duty.since).toEqual({ height: 1230, time: "2026-03-02T10:01:30Z", isEstimate: true });
    expect(duty.reason).toBe(
      "It has opted in. The next epoch (block 1230, in 15 blocks, about 2026-03-02T10:01:30Z) takes it into the set. It must run once that update is applied on the chain.",
    );
  });

  test("Top N just crossed: the next epoch opts it in", () => {
    const duty = deriveDuty(
      outside({ topN: 80, optedIn: false, next: { eligible: true, isDrawnIn: true, minPower: 500n } }),
    );
    expect([duty.duty, duty.case]).toEqual(["run-from", "joins-next-epoch"]);
    expect(duty.reason).toContain("Its power of 500 has reached the Top 80 % line of 500");
  });

  test("Top N just below the line: optional, with the distance", () => {
    const next = { eligible: false, excludedBecause: "not-opted-in", isDrawnIn: false, minPower: 512n } as const;
    const duty = deriveDuty(outside({ topN: 80, optedIn: false, next }));
    expect([duty.duty, duty.case]).toEqual(["optional", "may-opt-in"]);
    expect(duty.reason).toContain("its power of 500 is 12 below the Top 80 % line of 512");
  });

  test("not opted in and another clause would keep it out: not allowed, not optional", () => {
    const next = {
      eligible: false,
      excludedBecause: "not-opted-in",
      afterOptIn: "denylisted",
      isDrawnIn: false,
    } as const;
    expect(brief(outside({ optedIn: false, next }))).toEqual(["not-allowed", "excluded"]);
  });

  test.each(["jailed", "not-bonded", "inactive", "not-allowlisted", "denylisted", "below-min-stake"] as const)(
    "opted in but %s: not allowed",
    (excludedBecause) => {
      const duty = deriveDuty(
        outside({ minStake: "900", next: { eligible: false, excludedBecause, isDrawnIn: false } }),
      );
      expect([duty.duty, duty.case]).toEqual(["not-allowed", "excluded"]);
      expect(duty.reason).toMatch(/^It has opted in, but is not taken: (it|the consumer)/);
    },
  );

  test("cut by the set cap: its place and what it lacks", () => {
    const capPlace = { place: 11, cap: 9, lastPower: 650n };
    const next = { eligible: false, excludedBecause: "beyond-set-cap", isDrawnIn: false, capPlace } as const;
    const duty = deriveDuty(outside({ next }));
    expect([duty.duty, duty.case]).toEqual(["optional", "cut-by-cap"]);
    expect(duty.reason).toContain("takes 9, and it is number 11");
    expect(duty.reason).toContain("150 below the last one taken");
  });

  test("its removal is applied: it may stop, since when", () => {
    const next = { eligible: false, excludedBecause: "not-opted-in", isDrawnIn: false } as const;
    const duty = deriveDuty(outside({ optedIn: false, next, leftAt: { height: 1170, time: "2026-03-02T09:55:00Z" } }));
    expect([duty.duty, duty.case, duty.since?.height]).toEqual(["may-stop", "has-left", 1170]);
  });

  test("launched and never started: it is to run from the first block on", () => {
    expect(brief(aView({ set: { state: "none" } }))).toEqual(["run-from", "never-started"]);
  });

  test("before launch: from the spawn time, or nothing to run without one", () => {
    const before = { phase: "initialized", set: { state: "none" } } as const;
    const dated = deriveDuty(outside({ ...before, spawnTime: "2026-03-02T12:00:00Z" }));
    expect([dated.duty, dated.case, dated.since]).toEqual([
      "run-from",
      "joins-at-launch",
      { time: "2026-03-02T12:00:00Z", isEstimate: true },
    ]);
    expect(brief(outside({ ...before, phase: "registered" }))).toEqual(["optional", "opted-in-before-launch"]);
    const denied = { eligible: false, excludedBecause: "denylisted", isDrawnIn: false } as const;
    expect(brief(outside({ ...before, next: denied }))).toEqual(["not-allowed", "excluded"]);
  });

  test("stopped: who is out may stop, who never was in is not taken any more", () => {
    const stopped = { phase: "stopped", stoppedAt: AT } as const;
    expect(brief(without(outside({ ...stopped, leftAt: { height: 900 } }), "next"))).toEqual(["may-stop", "stopped"]);
    expect(brief(without(outside(stopped), "next"))).toEqual(["not-allowed", "stopped"]);
  });

  test("deleted: nothing is owed", () => {
    expect(brief(outside({ phase: "deleted", deletedAt: AT, leftAt: { height: 900 } }))).toEqual([
      "may-stop",
      "deleted",
    ]);
    expect(brief(outside({ phase: "deleted", deletedAt: AT }))).toEqual(["not-allowed", "deleted"]);
  });
});

describe("a chain without a node to read", () => {
  test("the last acknowledged update decides, and that is said", () => {
    const set = {
      state: "proven",
      because: "no-endpoint",
      byUpdate: 40n,
      member: { pubKey: OWN, power: 500n },
    } as const;
    const duty = deriveDuty(aView({ set }));
    expect(duty.duty).toBe("run");
    expect(duty.reason).toContain(
      "No node of the chain can be read, so this rests on update 40, the last it acknowledged.",
    );
  });

  test("nothing proven: unknown is said as unknown", () => {
    const duty = deriveDuty(aView({ set: { state: "unknown", because: "unreachable" } }));
    expect(duty.duty).toBe("run-from");
    expect(duty.reason).toContain("cannot be told");
  });
});
