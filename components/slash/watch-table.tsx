"use client";

import { DataTable } from "@/components/ui/data-table";
import { PlaceLink } from "@/components/ui/place";
import type { ConsumerWatch, WatchItem } from "@/lib/api/contracts/slash";
import { SigningStrip } from "./signing-strip";
import { slashedName } from "./slash-words";

/** How the members of a consumer's set sign it, nearest to being reported first. */
export function WatchTable({ watch }: { watch: ConsumerWatch }) {
  return (
    <DataTable
      caption={`How its validators sign: the last blocks up to ${watch.stripUntil}, nearest to a report first`}
      rows={watch.members}
      rowKey={({ consumerAddress }) => consumerAddress}
      empty="Its set has no member."
      columns={[
        { key: "who", label: "Validator", cell: (item) => <Who item={item} /> },
        {
          key: "strip",
          label: "Last blocks",
          cell: ({ strip }) => <SigningStrip strip={strip} until={watch.stripUntil} />,
        },
        {
          key: "missed",
          label: `Missed of ${watch.window}`,
          isNumeric: true,
          cell: ({ missed, watched }) =>
            watched < watch.window ? (
              <>
                {missed} <span className="text-muted">of {watched} so far</span>
              </>
            ) : (
              missed
            ),
        },
        { key: "left", label: "May still miss", isNumeric: true, cell: (item) => <Left item={item} /> },
        {
          key: "jail",
          label: "Reported at the earliest in block",
          isNumeric: true,
          isQuiet: ({ isReported }) => isReported,
          cell: ({ jailAtEarliest, isReported }) =>
            isReported ? (
              <span className="text-muted">reported already</span>
            ) : (
              <span className="font-mono">{jailAtEarliest}</span>
            ),
        },
      ]}
    />
  );
}

function Who({ item }: { item: WatchItem }) {
  const name = <bdi>{slashedName({ ...item, validator: item.validator ?? item.consumerAddress })}</bdi>;
  return item.operator === undefined ? name : <PlaceLink to={`/validators/${item.operator}`}>{name}</PlaceLink>;
}

function Left({ item: { missesLeft, isReported } }: { item: WatchItem }) {
  if (isReported) return <span className="text-warn">reported; waits for the provider's word</span>;
  return missesLeft <= 5 ? <span className="text-bad">{missesLeft}, near the limit</span> : missesLeft;
}
