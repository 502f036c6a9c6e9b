"use client";

import dynamic from "next/dynamic";
import { ChartFrame } from "@/components/charts/chart-frame";
import { WhenSeen } from "@/components/charts/when-seen";
import { DataTable } from "@/components/ui/data-table";
import { Skeleton } from "@/components/ui/skeleton";
import type { BlockSpaceItem } from "@/lib/api/contracts/plumbing";
import { formatInteger } from "@/lib/format/number";
import { perBlock, seconds, spaceName } from "./block-space-words";

const HEIGHT = 170;
const StepChart = dynamic(() => import("@/components/charts/step-chart").then((module) => module.StepChart), {
  ssr: false,
  loading: () => <Skeleton height={HEIGHT} what="the chart" />,
});

/** Block time and gas of one chain over its last blocks. */
export function SpaceChart({ own }: { own: BlockSpaceItem }) {
  const { parts } = own;
  const [first, last] = [parts[0], parts.at(-1)];
  if (!first || !last || parts.length < 2) return null;
  const table = (
    <DataTable
      caption="Stretches of blocks"
      captionHidden
      rows={parts}
      rowKey={({ fromHeight }) => String(fromHeight)}
      empty="None."
      columns={[
        {
          key: "heights",
          label: "Blocks",
          cell: ({ fromHeight, toHeight }) => <span className="font-mono">{`${fromHeight}–${toHeight}`}</span>,
        },
        { key: "time", label: "Block time", isNumeric: true, cell: ({ blockTimeMs }) => seconds(blockTimeMs) },
        {
          key: "txs",
          label: "Transactions a block",
          isNumeric: true,
          cell: ({ transactions, blocks }) => perBlock(transactions, blocks),
        },
        { key: "failed", label: "Failed", isNumeric: true, cell: ({ failed }) => formatInteger(failed) },
        { key: "gas", label: "Gas used", isNumeric: true, cell: ({ gasUsed }) => formatInteger(gasUsed) },
        { key: "bytes", label: "Bytes", isNumeric: true, cell: ({ bytes }) => formatInteger(bytes) },
      ]}
    />
  );
  return (
    <div className="grid gap-x-8 md:grid-cols-2">
      <ChartFrame
        title={`Seconds between blocks of ${spaceName(own)}`}
        summary={`${seconds(last.blockTimeMs)} lately, ${seconds(first.blockTimeMs)} from block ${first.fromHeight} on.`}
        table={table}
      >
        <WhenSeen height={HEIGHT}>
          {() => (
            <StepChart
              points={parts.flatMap(({ fromHeight, blockTimeMs }) =>
                blockTimeMs === undefined ? [] : [{ x: fromHeight, y: blockTimeMs / 1_000 }],
              )}
              label="seconds"
              height={HEIGHT}
            />
          )}
        </WhenSeen>
      </ChartFrame>
      <ChartFrame
        title={`Gas a block on ${spaceName(own)}`}
        summary={`${formatInteger(BigInt(last.gasUsed) / BigInt(last.blocks))} lately.`}
        table={table}
      >
        <WhenSeen height={HEIGHT}>
          {() => (
            <StepChart
              // Drawing may round; the table behind it does not.
              points={parts.map(({ fromHeight, gasUsed, blocks }) => ({ x: fromHeight, y: Number(gasUsed) / blocks }))}
              label="gas a block"
              height={HEIGHT}
            />
          )}
        </WhenSeen>
      </ChartFrame>
    </div>
  );
}
