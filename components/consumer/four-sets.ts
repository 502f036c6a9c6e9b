import type { RunsSet } from "@/lib/api/contracts/changeover";
import type { ConsumerValidatorView } from "@/lib/api/contracts/consumer";
import { formatInteger } from "@/lib/format/number";
import { EXCLUSION_WORDS } from "@/lib/format/words";

/** `differs`: the columns tell different things. `agrees`: in all of them. `outside`: in none of them. */
export interface SetComparison {
  readonly row: ConsumerValidatorView;
  readonly group: "differs" | "agrees" | "outside";
  /** Why the columns differ, in words; also why an outsider is out. */
  readonly reasons: readonly string[];
}

/**
 * Compares the four sets for one validator: opted in → eligible → stored on the provider → signing on the consumer. A column
 * that is unknown, or left out because it does not apply, takes no part.
 */
export function compareSets(row: ConsumerValidatorView, runs: RunsSet = "provider"): SetComparison {
  const { optedIn, eligible, stored, signing, excludedBecause } = row;
  const isSigningKnown = signing === undefined || !("state" in signing);
  const signs = signing !== undefined && !("state" in signing) ? signing : undefined;
  const exclusion = excludedBecause === undefined ? undefined : EXCLUSION_WORDS[excludedBecause].sentence;
  const reasons: string[] = [];
  if (optedIn && eligible === false) reasons.push(exclusion ?? "Opted in, but not eligible.");
  if (!optedIn && eligible === true) reasons.push("It is within the Top N: the next epoch opts it in.");
  if (eligible === true && !stored) reasons.push("Enters the stored set at the next epoch.");
  if (eligible === false && stored) {
    reasons.push(
      `Leaves the stored set at the next epoch.${optedIn || exclusion === undefined ? "" : ` ${exclusion}`}`,
    );
  }
  if (runs !== "provider") return compareUnguided(row, runs, reasons);
  const isComing = row.settledBy !== undefined;
  if (isSigningKnown && stored && !signs && !isComing)
    reasons.push("The consumer has not applied the update that brings it in.");
  if (isSigningKnown && !stored && signs) {
    reasons.push(
      row.operator === undefined
        ? "Signs with a key that belongs to no validator we know."
        : isComing
          ? "Still signs, though it has left the stored set."
          : "Still signs: the consumer has not applied the update that takes it out.",
    );
  }
  if (stored && signs && stored.power !== signs.power) {
    reasons.push(
      `Its power there changes from ${formatInteger(signs.power)} to ${formatInteger(stored.power)}${isComing ? "" : " with an update on the way"}.`,
    );
  }
  if (stored && signs && stored.key !== signs.key)
    reasons.push("Its key there is being replaced: the consumer still uses the old one.");
  if (reasons.length > 0 || isComing) return { row, group: "differs", reasons };
  const isIn = stored !== undefined || signs !== undefined || eligible === true;
  return { row, group: isIn ? "agrees" : "outside", reasons: !isIn && exclusion !== undefined ? [exclusion] : [] };
}

/** The chain runs a set that no update makes the stored one: its own before the changeover, or the last it was given. */
function compareUnguided(
  row: ConsumerValidatorView,
  runs: Exclude<RunsSet, "provider">,
  before: readonly string[],
): SetComparison {
  const { stored, signing, eligible } = row;
  const signs = signing !== undefined && !("state" in signing) ? signing : undefined;
  const isSame = stored?.power === signs?.power && stored?.key === signs?.key;
  const isOpen = signing !== undefined && signs === undefined;
  const reasons = [...before];
  if (!isSame && !isOpen) reasons.push(signs ? UNGUIDED[runs].signs : UNGUIDED[runs].waits);
  const isIn = stored !== undefined || signs !== undefined || eligible === true;
  return { row, group: reasons.length > 0 ? "differs" : isIn ? "agrees" : "outside", reasons };
}

const UNGUIDED = {
  own: {
    signs: "One of the chain's own validators: signs until the changeover.",
    waits: "Signs from the changeover on.",
  },
  last: {
    signs: "In the last set the chain was given; no update changes it any more.",
    waits: "Was stored when the consumer was stopped; the update that would bring it in never came.",
  },
} as const;

/** Whether the consumer's own set is not known at all: then three columns are compared. */
export function isSigningUnknown(rows: readonly ConsumerValidatorView[]): boolean {
  return rows.some(({ signing }) => signing !== undefined && "state" in signing);
}
