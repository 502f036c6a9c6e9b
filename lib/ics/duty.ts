import { deriveInSet } from "./duty-in-set";
import { deriveOutside } from "./duty-outside";
import type { Duty, DutyView } from "./duty-view";

/**
 * What a validator has to do about one consumer, since when, until when and why (product.md §3, `/validators/{any}`). Pure:
 * every rule of ics-protocol.md §6.1, §6.3, §6.4 and §6.6 that decides it is applied to `view` alone.
 *
 * The consumer's own CometBFT set decides first: whoever is in it must run, whatever the provider plans. `run` and
 * `run-until` are exactly its members, as far as a node of the consumer, or else its last acknowledgement, tells.
 */
export function deriveDuty(view: DutyView): Duty {
  if (view.phase === "deleted") return deriveDeleted(view);
  const member = view.set.state === "known" || view.set.state === "proven" ? view.set.member : undefined;
  return member === undefined ? deriveOutside(view) : deriveInSet(view, member);
}

/** A deleted consumer owes nothing and is owed nothing; its chain may go on with the set it had (§9.46). */
function deriveDeleted({ deletedAt, leftAt, currentKey, alone }: DutyView): Duty {
  const when = deletedAt === undefined ? "" : ` at ${deletedAt.time}`;
  return {
    duty: leftAt === undefined ? "not-allowed" : "may-stop",
    case: "deleted",
    reason:
      leftAt === undefined
        ? `The consumer was deleted${when}; nobody can join it.`
        : `The consumer was deleted${when}: the provider punishes nothing there any more, so stopping costs no stake. ${aloneWords(alone)}`,
    ...(deletedAt === undefined ? {} : { since: deletedAt }),
    key: currentKey,
  };
}

function aloneWords(alone: DutyView["alone"]): string {
  if (alone === undefined)
    return "If its chain goes on, it does so with the last set it had, out of the provider's sight.";
  const { height, time } = alone.head;
  if (!alone.goesOn) return `Its chain stands still: its last block was ${height} at ${time}.`;
  const head = `Its chain goes on alone and made block ${height} at ${time}`;
  return alone.isMember
    ? `${head} with the last set it had, this validator in it: the chain halts when a third of that set stops.`
    : `${head}; this validator is not in the set that signs there.`;
}
