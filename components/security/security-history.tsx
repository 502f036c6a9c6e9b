"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { ChartFrame } from "@/components/charts/chart-frame";
import { WhenSeen } from "@/components/charts/when-seen";
import { Amount } from "@/components/ui/amount";
import { DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { usePlace } from "@/components/ui/place";
import { Skeleton } from "@/components/ui/skeleton";
import type { SecurityPoint } from "@/lib/api/contracts/security";
import { securityHistoryQuery } from "@/lib/api/security-query";
import { denomUnit } from "@/lib/format/denom";
import { formatShare } from "@/lib/format/number";

const HEIGHT = 170;
const StepChart = dynamic(() => import("@/components/charts/step-chart").then((module) => module.StepChart), {
  ssr: false,
  loading: () => <Skeleton height={HEIGHT} what="the chart" />,
});

/** What it took to halt one chain, and its stake, after each of the last epochs. */
export function SecurityHistory({
  scope,
  name,
  denom,
  path,
}: {
  scope: string;
  name: string;
  denom: string | undefined;
  path: string;
}) {
  const { network, height } = usePlace();
  const { data } = useQuery(securityHistoryQuery(network, scope, height));
  const points = data?.data ?? [];
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return null;
  const { exponent, unit } = denomUnit(denom);
  return (
    <div className="grid gap-x-8 md:grid-cols-2">
      <ChartFrame
        title={`Fewest validators to halt ${name}`}
        summary={`${last.fewestToHalt ?? "none"} at epoch block ${last.height}, ${first.fewestToHalt ?? "none"} at ${first.height}.`}
        table={<PointsTable points={points} denom={denom} path={path} />}
      >
        <WhenSeen height={HEIGHT}>
          {() => (
            <StepChart
              points={points.flatMap(({ height: x, fewestToHalt }) =>
                fewestToHalt === undefined ? [] : [{ x, y: fewestToHalt }],
              )}
              label="fewest to halt"
              height={HEIGHT}
            />
          )}
        </WhenSeen>
      </ChartFrame>
      <ChartFrame
        title={`Stake behind ${name}, ${unit}`}
        summary={`From ${first.validators} to ${last.validators} validators over ${points.length} epochs.`}
        table={<PointsTable points={points} denom={denom} path={path} />}
      >
        <WhenSeen height={HEIGHT}>
          {() => (
            <StepChart
              // Drawing may round; the table behind it does not.
              points={points.map(({ height: x, stake }) => ({ x, y: Number(BigInt(stake) / 10n ** BigInt(exponent)) }))}
              label={`stake, ${unit}`}
              height={HEIGHT}
            />
          )}
        </WhenSeen>
      </ChartFrame>
    </div>
  );
}

function PointsTable({
  points,
  denom,
  path,
}: {
  points: readonly SecurityPoint[];
  denom: string | undefined;
  path: string;
}) {
  const { exponent, unit } = denomUnit(denom);
  return (
    <DataTable
      caption="After each epoch"
      captionHidden
      rows={points}
      rowKey={({ height }) => String(height)}
      empty="None."
      columns={[
        { key: "height", label: "Epoch block", cell: ({ height }) => <HeightLink height={height} to={path} /> },
        { key: "validators", label: "Validators", isNumeric: true, cell: ({ validators }) => validators },
        {
          key: "stake",
          label: `Stake, ${unit}`,
          isNumeric: true,
          cell: ({ stake }) => <Amount base={stake} exponent={exponent} unit="" />,
        },
        {
          key: "fewest",
          label: "Halt / take",
          isNumeric: true,
          cell: ({ fewestToHalt, fewestToTake }) =>
            fewestToHalt === undefined ? "nobody" : `${fewestToHalt} / ${fewestToTake}`,
        },
        {
          key: "top",
          label: "Top 3",
          isNumeric: true,
          cell: ({ topThreeShare }) => (topThreeShare === undefined ? "nobody" : formatShare(topThreeShare)),
        },
      ]}
    />
  );
}
