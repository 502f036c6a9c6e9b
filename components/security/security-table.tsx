"use client";

import { Amount } from "@/components/ui/amount";
import { type Column, DataTable } from "@/components/ui/data-table";
import { MethodLink } from "@/components/ui/method-link";
import { PlaceLink } from "@/components/ui/place";
import { Sparkbar } from "@/components/ui/sparkbar";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { SecurityItem } from "@/lib/api/contracts/security";
import { denomUnit } from "@/lib/format/denom";
import { formatShare } from "@/lib/format/number";
import { scopeName } from "./security-words";

const NO_SET = <span className="text-muted">no set</span>;

/** One row per chain; heads lead to how the figure is made. */
export function SecurityTable({ items }: { items: readonly SecurityItem[] }) {
  const unit = denomUnit(items[0]?.denom);
  const stake = (base: string) => <Amount base={base} exponent={unit.exponent} unit="" />;
  const head = (id: string, label: string) => ({ label, head: <MethodLink id={id}>{label}</MethodLink> });
  const columns: Column<SecurityItem>[] = [
    {
      key: "scope",
      label: "Chain",
      cell: (item) =>
        item.scope === "provider" ? (
          <span className="font-semibold">Provider</span>
        ) : (
          <PlaceLink to={`/consumers/${item.scope}/security`} className="font-semibold">
            {scopeName(item)}
          </PlaceLink>
        ),
    },
    { key: "validators", ...head("set", "Validators"), isNumeric: true, cell: ({ validators }) => validators },
    { key: "stake", ...head("stake", `Stake, ${unit.unit}`), isNumeric: true, cell: (item) => stake(item.stake) },
    {
      key: "share",
      ...head("share-of-provider", "Share"),
      isNumeric: true,
      cell: ({ shareOfProvider }) =>
        isUnknown(shareOfProvider) ? (
          <Unknown because={shareOfProvider.because} />
        ) : (
          <span className="whitespace-nowrap">
            {formatShare(shareOfProvider)} <Sparkbar share={shareOfProvider} width={40} />
          </span>
        ),
    },
    {
      key: "fewest",
      ...head("fewest", "Halt / take"),
      isNumeric: true,
      cell: ({ fewestToHalt, fewestToTake }) =>
        fewestToHalt === undefined ? NO_SET : `${fewestToHalt} / ${fewestToTake}`,
    },
    {
      key: "byStake",
      label: "Halt / take by stake",
      head: <MethodLink id="fewest">by stake</MethodLink>,
      isNumeric: true,
      cell: (item) =>
        item.fewestToHaltByStake === undefined ? NO_SET : `${item.fewestToHaltByStake} / ${item.fewestToTakeByStake}`,
    },
    {
      key: "stakeToHalt",
      ...head("stake-to-halt", "Stake to halt"),
      isNumeric: true,
      cell: (item) => (item.stakeToHalt === undefined ? NO_SET : stake(item.stakeToHalt)),
    },
    {
      key: "topThree",
      ...head("concentration", "Top 3"),
      isNumeric: true,
      cell: ({ topThreeShare }) => (topThreeShare === undefined ? NO_SET : formatShare(topThreeShare)),
    },
    {
      key: "hhi",
      ...head("concentration", "HHI"),
      isNumeric: true,
      cell: ({ hhi }) => (hhi === undefined ? NO_SET : <span title={hhi}>{hhi.slice(0, 5)}</span>),
    },
    {
      key: "atRisk",
      ...head("at-risk", "At risk"),
      isNumeric: true,
      cell: ({ stakeAtRisk }) =>
        isUnknown(stakeAtRisk) ? <Unknown because={stakeAtRisk.because} /> : stake(stakeAtRisk),
    },
    {
      key: "also",
      ...head("also-securing", "Counted again"),
      isNumeric: true,
      cell: (item) => stake(item.alsoSecuring),
    },
    {
      key: "key",
      ...head("provider-key", "Provider key"),
      isNumeric: true,
      isQuiet: ({ reusingProviderKey }) => reusingProviderKey === undefined,
      cell: ({ reusingProviderKey, validators }) =>
        reusingProviderKey === undefined ? (
          <span className="text-muted">its own</span>
        ) : (
          `${reusingProviderKey} of ${validators}`
        ),
    },
  ];
  return (
    <DataTable
      caption="Security of each chain"
      captionHidden
      columns={columns}
      rows={items}
      rowKey={({ scope }) => scope}
      empty="No chain has a validator set at this height."
    />
  );
}
