import { DataTable } from "@/components/ui/data-table";
import type { ComparedParameter } from "@/lib/api/contracts/launch";
import { safeText } from "@/lib/format/safe-text";
import { formatDurationNs } from "@/lib/format/time";

const plain = (text: string) => safeText(text, 80);

const WORDS: Readonly<Record<string, { word: string; format: (text: string) => string }>> = {
  unbondingPeriodNs: { word: "Unbonding period", format: formatDurationNs },
  ccvTimeoutPeriodNs: { word: "Packet timeout", format: formatDurationNs },
  transferTimeoutPeriodNs: { word: "Transfer timeout", format: formatDurationNs },
  consumerRedistributionFraction: { word: "Share of rewards kept by the consumer", format: plain },
  blocksPerDistributionTransmission: { word: "Blocks between reward transfers", format: plain },
  historicalEntries: { word: "Historical entries", format: plain },
};
const MOST_OTHERS = 4;

/** What the team chose, beside the module's default and what the other consumers of this provider chose. */
export function ComparedParameters({ parameters }: { parameters: readonly ComparedParameter[] }) {
  return (
    <DataTable
      caption="Parameters beside their defaults and those of other consumers"
      captionHidden
      rows={parameters}
      rowKey={({ key }) => key}
      empty="No initialization parameters are set."
      columns={[
        { key: "word", label: "Parameter", cell: ({ key }) => WORDS[key]?.word ?? key },
        {
          key: "value",
          label: "Here",
          cell: ({ key, value, defaultValue }) =>
            value === defaultValue ? (
              <span className="text-muted">{formatOf(key)(value)} (default)</span>
            ) : (
              formatOf(key)(value)
            ),
        },
        { key: "default", label: "Default", cell: ({ key, defaultValue }) => formatOf(key)(defaultValue) },
        {
          key: "others",
          label: "Other consumers",
          cell: ({ key, others }) =>
            others.length === 0 ? (
              <span className="text-muted">none has any</span>
            ) : (
              [
                ...others.slice(0, MOST_OTHERS).map(({ value, count }) => `${formatOf(key)(value)} (${count})`),
                ...(others.length > MOST_OTHERS ? [`${others.length - MOST_OTHERS} other values`] : []),
              ].join(", ")
            ),
        },
      ]}
    />
  );
}

function formatOf(key: string): (text: string) => string {
  return WORDS[key]?.format ?? plain;
}
