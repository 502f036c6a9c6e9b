import { describe, expect, test } from "vitest";
import { compareFindings, type Finding, type FindingCode } from "./finding";
import { deriveFindings, deriveNetworkFindings } from "./findings";
import type { FindingsInput, VscView } from "./findings-input";
import { parseConsumerId } from "./ids";

const consumerId = parseConsumerId("3");
if (consumerId === undefined) throw new Error("3 is a consumer id");
const NOW = { height: 700, time: "2026-03-02T12:00:00Z" };
const EARLIER = { height: 500, time: "2026-03-02T11:40:00Z" };
const HOUR_NS = 3_600_000_000_000n;

const find = (view: Partial<FindingsInput>) => deriveFindings({ consumerId, phase: "launched", now: NOW, ...view });
const codes = (view: Partial<FindingsInput>): FindingCode[] => find(view).map(({ code }) => code);
const sentence = (view: Partial<FindingsInput>, code: FindingCode) =>
  find(view).find((finding) => finding.code === code)?.sentence;
const vsc = (more: Partial<VscView>): VscView => ({ sent: 10n, received: 10n, acked: 10n, queued: 0, ...more });

test("a consumer of which nothing is known has no findings, in any phase before it ends", () => {
  for (const phase of ["registered", "initialized", "launched"] as const) expect(codes({ phase })).toEqual([]);
});

test("a healthy consumer has no findings", () => {
  const client = {
    status: "active",
    latestTime: EARLIER.time,
    trustingPeriodNs: 24n * HOUR_NS,
    hostTime: NOW.time,
  } as const;
  expect(
    codes({
      hasStarted: true,
      launchedAt: EARLIER,
      optedIn: 8,
      storedValidators: 8,
      channel: { state: "open" },
      vsc: vsc({ usualMs: 12_000 }),
      clientOnProvider: client,
      clientOnConsumer: client,
      setsMatch: true,
      powerOnline: { signed: 95n, total: 100n },
      consumerHead: { height: 1000, time: NOW.time },
      consumerBlockMs: 6_000,
      endpoints: { configured: 2, reachable: 2, disagree: false },
    }),
  ).toEqual([]);
});

describe("before launch", () => {
  test("spawn-passed: the chain fell back to registered, or is late", () => {
    const failedLaunch = { spawnTime: "2026-03-02T11:39:58.123456789Z", at: EARLIER };
    expect(find({ phase: "registered", failedLaunch })).toEqual([
      {
        code: "spawn-passed",
        severity: "warn",
        sentence:
          "Its spawn time 2026-03-02T11:39:58Z passed without a launch, since there was no validator to start with; it needs a new spawn time.",
        since: EARLIER,
        link: "/consumers/3/launch",
        consumerId: "3",
      },
    ]);
    const due = { phase: "initialized", spawnTime: "2026-03-02T11:59:59Z", since: { spawnDue: NOW } } as const;
    expect(find(due)).toMatchObject([{ code: "spawn-passed", since: NOW, link: "/consumers/3/launch" }]);
    expect(codes({ phase: "initialized", spawnTime: "2026-03-02T12:00:01Z" })).toEqual([]);
    expect(codes({ phase: "launched", failedLaunch })).toEqual([]);
  });

  test("nobody-opted-in: only with a spawn time, and not where Top N draws validators in", () => {
    const initialized = { phase: "initialized", spawnTime: "2026-03-02T13:00:00Z" } as const;
    expect(sentence({ ...initialized, optedIn: 0 }, "nobody-opted-in")).toBe(
      "No one has opted in; without a validator it cannot launch at its spawn time 2026-03-02T13:00:00Z.",
    );
    expect(find({ ...initialized, optedIn: 0, since: { nobodyOptedIn: EARLIER } })).toMatchObject([{ since: EARLIER }]);
    expect(codes({ ...initialized, optedIn: 1 })).toEqual([]);
    expect(codes({ ...initialized, optedIn: 0, topN: 80 })).toEqual([]);
    expect(codes({ phase: "registered", optedIn: 0 })).toEqual([]);
  });
});

describe("launched", () => {
  test("never-started: no sign of life; what waits for it makes it bad", () => {
    expect(find({ hasStarted: false, launchedAt: EARLIER, vsc: vsc({ queued: 4 }) })).toMatchObject([
      {
        code: "never-started",
        severity: "bad",
        sentence:
          "Launched at 2026-03-02T11:40:00Z, but its chain has not shown a block: its light client was never updated. Without a channel 4 updates wait on the provider for it.",
        since: EARLIER,
        link: "/consumers/3/launch",
      },
    ]);
    expect(find({ hasStarted: false, channel: { state: "none" }, vsc: vsc({ queued: 0 }) })).toMatchObject([
      { code: "never-started", severity: "warn" },
    ]);
  });

  test("no-channel: only once it has started, and bad only where something waits", () => {
    const view = { hasStarted: true, channel: { state: "none" }, launchedAt: EARLIER } as const;
    expect(find({ ...view, vsc: vsc({ queued: 1 }) })).toMatchObject([
      {
        code: "no-channel",
        severity: "bad",
        sentence: "Launched and running, but nobody has opened its channel to the provider; 1 update waits.",
        since: EARLIER,
      },
    ]);
    expect(find({ ...view, vsc: vsc({ queued: 0 }) })).toMatchObject([{ code: "no-channel", severity: "warn" }]);
    expect(codes({ channel: { state: "none" } })).toEqual([]);
  });

  test("no-packet-yet: the channel is open and unused", () => {
    const view = {
      channel: { state: "open", since: EARLIER },
      vsc: vsc({ sent: 0n, received: 0n, acked: 0n }),
    } as const;
    expect(find(view)).toMatchObject([{ code: "no-packet-yet", severity: "info", since: EARLIER }]);
  });

  test("empty-set: nobody is eligible", () => {
    expect(find({ storedValidators: 0, since: { emptySet: EARLIER } })).toMatchObject([
      { code: "empty-set", severity: "bad", since: EARLIER },
    ]);
    expect(codes({ phase: "registered", storedValidators: 0 })).toEqual([]);
  });
});

describe("packets", () => {
  const oldestUnacked = { sentAt: EARLIER };

  test("packet-late: more than ten times the usual, not exactly ten times", () => {
    const late = { sent: 12n, received: 10n, acked: 10n, oldestUnacked };
    expect(codes({ vsc: vsc({ ...late, usualMs: 120_000 }) })).toEqual([]);
    expect(find({ vsc: vsc({ ...late, usualMs: 119_000 }) })).toMatchObject([
      {
        code: "packet-late",
        severity: "bad",
        sentence: "2 updates sent since 2026-03-02T11:40:00Z were not received; it usually takes 119 s.",
        since: EARLIER,
      },
    ]);
    expect(codes({ vsc: vsc(late) })).toEqual([]);
  });

  test("packet-late: an acknowledgement that does not come back is less bad, and an unread consumer leaves it open", () => {
    expect(find({ vsc: vsc({ acked: 9n, usualMs: 1_000, oldestUnacked }) })).toMatchObject([
      {
        severity: "warn",
        sentence: expect.stringContaining("1 update sent since 2026-03-02T11:40:00Z arrived, but no"),
      },
    ]);
    expect(sentence({ vsc: { sent: 10n, acked: 7n, usualMs: 1_000, oldestUnacked } }, "packet-late")).toBe(
      "3 updates sent since 2026-03-02T11:40:00Z were not acknowledged; it usually takes 1 s.",
    );
  });

  test("timeout-not-relayed: past its timeout on the consumer's clock, and then it is not called late as well", () => {
    const view = {
      vsc: vsc({
        sent: 27n,
        usualMs: 12_000,
        pastTimeout: 9,
        oldestUnacked: { sentAt: EARLIER, timeoutAt: "2026-03-02T11:50:00Z" },
      }),
    };
    expect(find({ ...view, consumerHead: { height: 9, time: "2026-03-02T11:50:00Z" } })).toMatchObject([
      {
        code: "timeout-not-relayed",
        severity: "bad",
        sentence:
          "17 updates sent since 2026-03-02T11:40:00Z were never received; 9 are past their timeout, and nobody has told the provider.",
      },
    ]);
    expect(codes({ ...view, consumerHead: { height: 9, time: "2026-03-02T11:49:59Z" } })).toEqual(["packet-late"]);
    expect(codes(view)).toEqual(["packet-late"]);
  });

  test("queued-client-inactive: updates wait because the client is not active", () => {
    const view = { vsc: vsc({ queued: 2, oldestQueuedAt: EARLIER }), clientOnProvider: { status: "expired" } } as const;
    expect(sentence(view, "queued-client-inactive")).toBe(
      "2 updates wait on the provider because its light client of this chain is expired.",
    );
    expect(codes({ ...view, clientOnProvider: { status: "active" } })).toEqual([]);
    // Queued while it was active still: what holds since then is only that it is not.
    const expired = { status: "expired", began: NOW } as const;
    expect(find({ ...view, clientOnProvider: expired })[0]).toMatchObject({
      code: "queued-client-inactive",
      since: NOW,
    });
    expect(find(view)[0]).toMatchObject({ since: EARLIER });
  });

  test("channel-closed: bad while launched, a warning once stopped, nothing after deletion", () => {
    const channel = { state: "closed", since: EARLIER } as const;
    expect(find({ channel })).toMatchObject([{ code: "channel-closed", severity: "bad", since: EARLIER }]);
    expect(codes({ phase: "stopped", channel })).toEqual(["channel-closed", "stopping"]);
    expect(codes({ phase: "deleted", channel })).toEqual(["deleted"]);
  });
});

describe("light clients", () => {
  const trust = { latestTime: "2026-03-02T11:00:00Z", trustingPeriodNs: HOUR_NS + HOUR_NS / 2n };

  test("client-expiring: in its last third, on the clock of the chain that keeps it", () => {
    const view = (hostTime: string) => ({ clientOnConsumer: { status: "active", ...trust, hostTime } }) as const;
    expect(codes(view("2026-03-02T12:00:00Z"))).toEqual([]);
    expect(sentence(view("2026-03-02T12:00:01Z"), "client-expiring")).toBe(
      "This chain's light client of the provider expires at 2026-03-02T12:30:00Z unless somebody updates it.",
    );
    expect(codes({ clientOnConsumer: { status: "active", ...trust } })).toEqual([]);
    const expiring = { ...view("2026-03-02T12:00:01Z").clientOnConsumer, began: EARLIER };
    expect(find({ clientOnConsumer: expiring })).toMatchObject([{ since: EARLIER }]);
  });

  test("client-expired and client-frozen name the side", () => {
    const expired = { status: "expired", ...trust } as const;
    expect(sentence({ clientOnProvider: expired, clientOnConsumer: { status: "expired" } }, "client-expired")).toBe(
      "The provider's light client of this chain expired at 2026-03-02T12:30:00Z; only governance can bring it back. This chain's light client of the provider expired; only governance can bring it back.",
    );
    const both = {
      clientOnProvider: { ...expired, began: NOW },
      clientOnConsumer: { ...expired, began: EARLIER },
    };
    expect(find(both)).toMatchObject([{ code: "client-expired", since: EARLIER, link: "/consumers/3" }]);
    expect(find({ clientOnProvider: { status: "frozen", began: EARLIER } })).toMatchObject([
      { code: "client-frozen", since: EARLIER },
    ]);
    expect(codes({ phase: "deleted", clientOnProvider: expired })).toEqual(["deleted"]);
  });
});

describe("the consumer's own chain", () => {
  test("set-differs: only when the sets were compared", () => {
    expect(find({ setsMatch: false, since: { setDiffers: EARLIER } })).toMatchObject([
      { code: "set-differs", since: EARLIER, link: "/consumers/3/validators" },
    ]);
  });

  test("power-low below 70 %, power-below-quorum when two thirds are not exceeded", () => {
    const online = (signed: bigint, total = 10_000n) => ({ powerOnline: { signed, total } });
    expect(codes(online(7_000n))).toEqual([]);
    expect(sentence(online(6_999n), "power-low")).toBe("Only 69.99 % of its power signs; below 66.67 % it stops.");
    const since = { powerLow: EARLIER, powerBelowQuorum: NOW };
    expect(find({ ...online(6_999n), since })).toMatchObject([{ since: EARLIER }]);
    expect(find({ ...online(2n, 3n), since })).toMatchObject([{ code: "power-below-quorum", since: NOW }]);
    expect(codes(online(0n, 0n))).toEqual([]);
  });

  test("halted: no block for more than ten of its blocks", () => {
    const view = { consumerHead: { height: 88, time: "2026-03-02T11:59:00Z" } };
    expect(codes({ ...view, consumerBlockMs: 6_000 })).toEqual([]);
    expect(sentence({ ...view, consumerBlockMs: 3_000 }, "halted")).toBe(
      "No block since 88 at 2026-03-02T11:59:00Z; it usually makes one every 3 s.",
    );
    expect(codes({ ...view, phase: "stopped", consumerBlockMs: 3_000 })).toEqual(["stopping"]);
  });

  test("endpoint-unreachable and endpoints-disagree point to the status page", () => {
    expect(find({ endpoints: { configured: 2, reachable: 0, lastSeen: EARLIER } })).toMatchObject([
      {
        code: "endpoint-unreachable",
        severity: "bad",
        sentence:
          "None of the nodes we know of this chain answers; the last block they showed is 500. What is shown of it comes from the provider or from before.",
        since: EARLIER,
        link: "/status",
      },
    ]);
    expect(find({ endpoints: { configured: 2, reachable: 1, disagree: true } })).toMatchObject([
      { code: "endpoints-disagree", severity: "bad" },
      {
        code: "endpoint-unreachable",
        severity: "warn",
        sentence: "1 of the 2 nodes we know of this chain does not answer.",
      },
    ]);
    expect(codes({ endpoints: { configured: 0, reachable: 0 } })).toEqual([]);
  });
});

describe("the end", () => {
  test("stopping: and when it will be deleted", () => {
    expect(sentence({ phase: "stopped", stoppedAt: EARLIER, removalTime: "2026-03-02T13:40:00Z" }, "stopping")).toBe(
      "Stopped at 2026-03-02T11:40:00Z: it gets no more validator updates; the provider deletes it at 2026-03-02T13:40:00Z.",
    );
  });

  test("deleted: and nothing else", () => {
    expect(find({ phase: "deleted", deletedAt: EARLIER, hasStarted: false, storedValidators: 0 })).toMatchObject([
      { code: "deleted", severity: "info", since: EARLIER },
    ]);
  });
});

test("the worst comes first", () => {
  const view = { channel: { state: "closed" }, powerOnline: { signed: 69n, total: 100n }, setsMatch: false } as const;
  expect(find(view).map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    "bad channel-closed",
    "bad set-differs",
    "warn power-low",
  ]);
});

test("of two with the same code what lasts longer comes first", () => {
  const at = (height: number) => ({ ...find({ hasStarted: false, launchedAt: { ...EARLIER, height } })[0] });
  const [old, young, unknown] = [at(142), at(292), find({ hasStarted: false })[0]];
  expect([unknown, young, old].sort((a, b) => compareFindings(a as Finding, b as Finding))).toEqual([
    old,
    young,
    unknown,
  ]);
});

test("endpoint-unreachable: a provider that is silent is said of the network", () => {
  expect(deriveNetworkFindings({ providerSilent: { lastSeen: EARLIER } })).toEqual([
    {
      code: "endpoint-unreachable",
      severity: "bad",
      sentence:
        "None of the provider's nodes we know answers; the last block they showed is 500. All that is shown is as it was then.",
      since: EARLIER,
      link: "/status",
    },
  ]);
});

test("times in sentences are whole seconds", () => {
  const launchedAt = { height: 5, time: "2026-03-02T11:40:00.185869273Z" };
  expect(sentence({ hasStarted: false, launchedAt }, "never-started")).toContain(
    "Launched at 2026-03-02T11:40:00Z, but",
  );
  expect(find({ hasStarted: false, launchedAt })[0]?.since).toEqual(launchedAt);
});

test("meter-negative: a finding of the network, below zero and not at it", () => {
  const slashMeter = { meter: -43_533n, allowance: 50n, nextReplenishCandidate: "2026-03-02T12:10:00Z" };
  expect(deriveNetworkFindings({ slashMeter, meterNegativeSince: EARLIER })).toEqual([
    {
      code: "meter-negative",
      severity: "warn",
      sentence:
        "The slash meter stands at -43533: downtime reports of consumers bounce until it is replenished, next at 2026-03-02T12:10:00Z.",
      since: EARLIER,
      link: "/",
    },
  ]);
  expect(deriveNetworkFindings({ slashMeter: { ...slashMeter, meter: 0n } })).toEqual([]);
  expect(deriveNetworkFindings({})).toEqual([]);
});

describe("punishments", () => {
  const attack = { kind: "light-client", at: EARLIER, validators: 3, until: "2026-03-02T13:40:00Z" } as const;

  test("attacked: within the unbonding time of the proof, and no longer", () => {
    expect(find({ attack })).toEqual([
      {
        code: "attacked",
        severity: "bad",
        sentence:
          "It is proven that 3 of its validators signed two conflicting headers of this chain; what was proven then may still be acted upon until 2026-03-02T13:40:00Z.",
        since: EARLIER,
        link: "/consumers/3/slashes",
        consumerId: "3",
      },
    ]);
    expect(codes({ attack: { ...attack, until: NOW.time } })).toEqual([]);
    expect(find({ attack: { ...attack, kind: "double-sign", validators: 1 } })[0]).toMatchObject({ severity: "warn" });
  });

  test("slash-bounced: while a report is held back", () => {
    expect(codes({ heldReports: { count: 1, oldest: EARLIER } })).toEqual(["slash-bounced"]);
    expect(codes({ heldReports: { count: 0, oldest: EARLIER } })).toEqual([]);
    expect(sentence({ heldReports: { count: 2, oldest: EARLIER } }, "slash-bounced")).toContain(
      "2 reports of absent validators were held back",
    );
  });
});
