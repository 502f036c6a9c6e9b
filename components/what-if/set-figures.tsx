import { FigureRow } from "@/components/ui/figure-row";
import type { WhatIfView } from "@/lib/api/contracts/what-if";
import { denomUnit } from "@/lib/format/denom";
import { formatAmountShort, formatShare, shareOf } from "@/lib/format/number";
import type { ConsHex } from "@/lib/ics/ids";
import { deriveSecurityFigures } from "@/lib/ics/security-figures";
import type { WhatIf, WhatIfBase } from "@/lib/ics/what-if";

/** How secure the chain is with the set of today and with the next one (product.md §4). */
export function SetFigures({ what, base, view }: { what: WhatIf; base: WhatIfBase; view: WhatIfView }) {
  const before = figuresOf(base.storedSet, base.validators, base.maxProviderConsensusValidators);
  const after = figuresOf(what.next.set, what.input.validators, base.maxProviderConsensusValidators);
  const { exponent, unit } = denomUnit(view.bondDenom);
  const stake = (amount: bigint) => `${formatAmountShort(amount, exponent)} ${unit}`;
  const pair = (read: (figures: Figures) => string) => (
    <>
      {before === undefined ? "none" : read(before)} <span aria-hidden="true">→</span>
      <span className="sr-only">becomes</span> {after === undefined ? "none" : read(after)}
    </>
  );
  const allowance = view.slashMeterAllowance === undefined ? undefined : BigInt(view.slashMeterAllowance);
  return (
    <FigureRow
      figures={[
        { key: "size", word: "validators", value: pair(({ validators }) => String(validators)) },
        { key: "share", word: "share of provider power", value: pair(({ share }) => formatShare(share)) },
        { key: "halt", word: "fewest to halt", value: pair(({ fewestToHalt }) => String(fewestToHalt)) },
        { key: "take", word: "fewest to take", value: pair(({ fewestToTake }) => String(fewestToTake)) },
        { key: "stake", word: "stake to halt", value: pair(({ stakeToHalt }) => stake(stakeToHalt)) },
        { key: "top", word: "power of the top three", value: pair(({ topThreeShare }) => formatShare(topThreeShare)) },
        ...(allowance === undefined || allowance <= 0n
          ? []
          : [
              {
                key: "meter",
                word: "slash meter: all of it jailed would take",
                value: pair(
                  ({ providerPower }) => `${formatShare(shareOf(providerPower, allowance), 0)} of the allowance`,
                ),
              },
            ]),
      ]}
    />
  );
}

type Figures = NonNullable<ReturnType<typeof figuresOf>>;

function figuresOf(
  set: readonly { readonly consAddress: ConsHex; readonly power: bigint }[],
  validators: WhatIfBase["validators"],
  active: number,
) {
  const known = new Map(validators.map((validator) => [validator.consAddress, validator]));
  const figures = deriveSecurityFigures(
    set.map(({ consAddress, power }) => ({ power, tokens: known.get(consAddress)?.tokens ?? 0n })),
  );
  const providerPower = set.reduce((sum, { consAddress }) => sum + (known.get(consAddress)?.power ?? 0n), 0n);
  return figures && { ...figures, providerPower, share: shareOf(providerPower, activePower(validators, active)) };
}

/** Power of those who sign the provider's own blocks: what shares are shares of (product.md §4). */
function activePower(validators: WhatIfBase["validators"], active: number): bigint {
  return validators
    .filter(({ status, jailed }) => status === "bonded" && !jailed)
    .map(({ power }) => power)
    .sort((a, b) => (a < b ? 1 : a > b ? -1 : 0))
    .slice(0, active)
    .reduce((sum, power) => sum + power, 0n);
}
