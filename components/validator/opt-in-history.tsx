"use client";

import { DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import type { ValidatorView } from "@/lib/api/contracts/validator";
import { consumerName } from "./duty-words";

type Mark = ValidatorView["optIns"][number]["from"];

/** When it was opted in to which consumer, and whether it asked to be. */
export function OptInHistory({ view }: { view: ValidatorView }) {
  const path = `/validators/${view.operator}`;
  const markCell = ({ height, time }: Mark) => (
    <>
      <HeightLink height={height} to={path} /> {time === undefined ? null : <Time iso={time} />}
    </>
  );
  return (
    <section className="mt-8">
      <DataTable
        caption="Opt-in history"
        rows={view.optIns}
        rowKey={({ consumerId, from }) => `${consumerId} ${from.height}`}
        empty="It has never been opted in to a consumer."
        columns={[
          {
            key: "consumer",
            label: "Consumer",
            cell: ({ consumerId }) => (
              <PlaceLink to={`/consumers/${consumerId}`}>
                <bdi>{consumerName(view, consumerId)}</bdi>
              </PlaceLink>
            ),
          },
          {
            key: "how",
            label: "How",
            cell: ({ how }) =>
              how === "message" ? "its own message" : <span className="text-muted">drawn in by Top N, no event</span>,
          },
          { key: "from", label: "From block", isNumeric: true, cell: ({ from }) => markCell(from) },
          {
            key: "until",
            label: "Until block",
            isNumeric: true,
            cell: ({ until }) => (until === undefined ? "opted in" : markCell(until)),
          },
        ]}
      />
    </section>
  );
}
