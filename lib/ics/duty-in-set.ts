import type { Duty, DutyView, Moment, PendingUpdate, SetMember } from "./duty-view";
import { epochWords, exclusionWords, figure, membershipWords, sentences, sourceWords, updateWords } from "./duty-words";

/** The duty of a validator whose key is in the set that signs on the consumer now: it runs. The question is how long. */
export function deriveInSet(view: DutyView, member: SetMember): Duty {
  const base = { key: member.pubKey, ...sinceOf(view) };
  const source = sourceWords(view.set);
  if (view.phase === "stopped") return inStopped(view, base, source);
  if (view.changeover !== undefined) return inOwnSet(view, view.changeover, base);
  const removal = view.pending.find(({ powers }) => powers.get(member.pubKey) === 0n);
  const { stored } = view;
  if (stored === undefined) return leaving(view, base, removal, source);
  if (stored.pubKey !== member.pubKey) return rotating(view, base, stored.pubKey, removal, source);
  if (view.next !== undefined && !view.next.eligible) return leavingNextEpoch(view, base, source);
  if (view.currentKey !== stored.pubKey) {
    return {
      ...base,
      duty: "run",
      case: "key-changes-next-epoch",
      nextKey: view.currentKey,
      reason: sentences(
        `It is in the chain's signing set, with the key it has had until now. The key it has assigned since is taken at ${epochWords(view)} and signs once that update is applied; until then the old one must keep signing.`,
        source,
      ),
    };
  }
  return {
    ...base,
    duty: "run",
    case: view.next?.isDrawnIn ? "drawn-in" : "in-set",
    reason: sentences(
      `It is in the chain's signing set with a power of ${figure(member.power)}.`,
      membershipWords(view),
      source,
    ),
  };
}

type Base = Pick<Duty, "key" | "since">;

function sinceOf({ stored }: DutyView): { since?: Moment } {
  if (stored === undefined) return {};
  const { joinHeight: height, joinTime: time } = stored;
  return { since: { height, ...(time === undefined ? {} : { time }) } };
}

/** §6.1: nothing is computed or punished for downtime any more, and the last set keeps signing (§9.46). */
function inStopped({ stoppedAt, removalTime }: DutyView, base: Base, source: string): Duty {
  const when = stoppedAt === undefined ? "" : ` at ${stoppedAt.time}`;
  return {
    ...base,
    duty: "run-until",
    case: "in-set-of-stopped",
    reason: sentences(
      `The consumer was stopped${when} and its last set keeps signing, this validator in it: the chain halts when a third of that set stops.`,
      `Downtime there is not punished any more, so stopping costs no stake; double signing is punished until the consumer is deleted${removalTime === undefined ? "" : ` at ${removalTime}`}.`,
      source,
    ),
    ...(removalTime === undefined ? {} : { until: { time: removalTime } }),
  };
}

/** §6.8: until the second block after its upgrade a chain runs the set it had before it became a consumer. */
function inOwnSet(
  { stored, next }: DutyView,
  { lastOwnHeight }: NonNullable<DutyView["changeover"]>,
  base: Base,
): Duty {
  const staysOn = stored !== undefined || next?.eligible === true;
  return {
    ...base,
    duty: staysOn ? "run" : "run-until",
    case: staysOn ? "in-set" : "leaves-at-changeover",
    reason: `It is one of the chain's own validators, who sign up to block ${lastOwnHeight}; ${staysOn ? "it is in the set that takes over as well" : "it is not in the set that takes over"}.`,
  };
}

function leaving(view: DutyView, base: Base, removal: PendingUpdate | undefined, source: string): Duty {
  if (removal === undefined) {
    return {
      ...base,
      duty: "run",
      case: "in-set-not-stored",
      reason: sentences(
        "It is in the chain's signing set although the provider does not store it there, and no update on its way would remove it. It must keep running until one is applied.",
        source,
      ),
    };
  }
  const why = view.next?.excludedBecause === undefined ? "" : exclusionWords(view.next.excludedBecause, view);
  return {
    ...base,
    duty: "run-until",
    case: "leaves-with-update",
    reason: sentences(
      `Keep running until update ${removal.valsetUpdateId} is applied on the chain: it takes this validator out of the set.`,
      updateWords(removal, view),
      why,
      source,
    ),
    until: momentOf(removal),
  };
}

/** §6.4: the update that carries the new key removes the old one; until it signs, the old key is the one that counts. */
function rotating(
  view: DutyView,
  base: Base,
  nextKey: NonNullable<Duty["nextKey"]>,
  removal: PendingUpdate | undefined,
  source: string,
): Duty {
  return {
    ...base,
    duty: "run",
    case: "key-rotating",
    nextKey,
    reason: sentences(
      removal === undefined
        ? "The provider stores a new key for it, while the chain signs with the old one: the old key must keep signing until the chain's set shows the new one."
        : `The old key must keep signing until update ${removal.valsetUpdateId} is applied on the chain; from then on the new one signs.`,
      removal === undefined ? "" : updateWords(removal, view),
      source,
    ),
    ...(removal === undefined ? {} : { until: momentOf(removal) }),
  };
}

function leavingNextEpoch(view: DutyView, base: Base, source: string): Duty {
  const because = view.next?.excludedBecause;
  const { nextEpoch } = view;
  const first = because === undefined ? "" : exclusionWords(because, view);
  return {
    ...base,
    duty: "run-until",
    case: "leaves-next-epoch",
    reason: sentences(
      first,
      `Keep running: ${epochWords(view)} takes it out of the set, and it may stop once that update is applied on the chain.`,
      view.lostClient === undefined
        ? ""
        : `The provider's light client of the chain is ${view.lostClient}, so the update will not get through.`,
      source,
    ),
    ...(nextEpoch === undefined
      ? {}
      : {
          until: {
            height: nextEpoch.height,
            ...(nextEpoch.time === undefined ? {} : { time: nextEpoch.time }),
            isEstimate: true,
          },
        }),
  };
}

/** The moment an update is applied on the consumer. */
export function momentOf({ valsetUpdateId }: PendingUpdate): Moment {
  return { update: valsetUpdateId };
}
