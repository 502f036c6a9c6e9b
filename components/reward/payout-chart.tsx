"use client";

import dynamic from "next/dynamic";
import { ChartFrame } from "@/components/charts/chart-frame";
import { WhenSeen } from "@/components/charts/when-seen";
import { ExactAmount } from "@/components/ui/amount";
import { DataTable } from "@/components/ui/data-table";
import { Skeleton } from "@/components/ui/skeleton";
import type { ConsumerRewardsView } from "@/lib/api/contracts/reward";
import { denomUnit } from "@/lib/format/denom";
import { formatAmountShort } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";

const HEIGHT = 170;
const StepChart = dynamic(() => import("@/components/charts/step-chart").then((module) => module.StepChart), {
  ssr: false,
  loading: () => <Skeleton height={HEIGHT} what="the chart" />,
});

/** What was paid to validators in one denom, added up over the provider's blocks. */
export function PayoutChart({
  payouts,
  denom,
  providerDenom,
}: {
  payouts: ConsumerRewardsView["payouts"];
  denom: string;
  providerDenom: string;
}) {
  const { exponent, unit } = denomUnit(denom);
  const name = safeText(unit, 24);
  let sum = 0n;
  const points = payouts
    .filter((payout) => payout.providerDenom === providerDenom)
    .toReversed()
    .map(({ height, distributed }) => {
      sum += BigInt(distributed);
      return { height, sum };
    });
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return null;
  return (
    <ChartFrame
      title={`Paid to validators, ${name}`}
      summary={`${formatAmountShort(last.sum, exponent)} ${name} from block ${first.height} to ${last.height}.`}
      table={
        <DataTable
          caption="Paid to validators, added up"
          captionHidden
          rows={points}
          rowKey={({ height }) => String(height)}
          empty="None."
          columns={[
            { key: "height", label: "Block", cell: ({ height }) => <span className="font-mono">{height}</span> },
            {
              key: "sum",
              label: `Paid so far, ${name}`,
              isNumeric: true,
              cell: (point) => <ExactAmount base={String(point.sum)} exponent={exponent} unit="" />,
            },
          ]}
        />
      }
    >
      <WhenSeen height={HEIGHT}>
        {() => (
          <StepChart
            // Drawing may round; the table behind it does not.
            points={points.map((point) => ({ x: point.height, y: Number(point.sum) / 10 ** exponent }))}
            label={`paid, ${name}`}
            height={HEIGHT}
          />
        )}
      </WhenSeen>
    </ChartFrame>
  );
}
