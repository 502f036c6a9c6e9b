"use client";

import { Address } from "@/components/ui/address";
import { DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { ValidatorView } from "@/lib/api/contracts/validator";
import { consumerName, listed } from "./duty-words";

type Key = ValidatorView["keys"][number];

/** Every key it ever assigned, in which blocks it counted, and which its consumers run. */
export function KeyHistory({ view }: { view: ValidatorView }) {
  const path = `/validators/${view.operator}`;
  return (
    <section className="mt-8">
      <DataTable
        caption="Keys assigned for consumers"
        rows={view.keys}
        rowKey={({ consumerId, key, fromHeight }) => `${consumerId} ${key} ${fromHeight}`}
        empty="It has never assigned a key of its own for a consumer: it signs with its provider key everywhere."
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
            key: "use",
            label: "In the chain's set",
            cell: ({ inUse }) =>
              inUse === undefined ? (
                <span className="text-muted">no set yet</span>
              ) : isUnknown(inUse) ? (
                <Unknown because={inUse.because} />
              ) : inUse ? (
                <span className="font-semibold">yes</span>
              ) : (
                <span className="text-muted">no</span>
              ),
          },
          {
            key: "address",
            label: "Consensus address there",
            cell: ({ consumerAddress }) => <Address value={consumerAddress} what="consensus address" />,
          },
          { key: "key", label: "Public key", cell: ({ key }) => <Address value={key} what="public key" isHash /> },
          {
            key: "from",
            label: "Assigned from block",
            isNumeric: true,
            cell: ({ fromHeight }) => <HeightLink height={fromHeight} to={path} />,
          },
          {
            key: "until",
            label: "Until block",
            isNumeric: true,
            cell: ({ untilHeight }) =>
              untilHeight === undefined ? "assigned" : <HeightLink height={untilHeight} to={path} />,
          },
          { key: "pruned", label: "Slashes reach it until", cell: (row) => <Pruned row={row} /> },
        ]}
      />
      {view.reusesProviderKey.length === 0 ? null : (
        <p className="mt-3">
          It signs on {listed(view.reusesProviderKey.map((id) => consumerName(view, id)))} with the key it uses on the
          provider: whoever gets hold of one of these machines can sign for it on all of them.
        </p>
      )}
    </section>
  );
}

function Pruned({ row: { untilHeight, prunedAt } }: { row: Key }) {
  if (untilHeight === undefined) return <span className="text-muted">as long as it is assigned</span>;
  return prunedAt === undefined ? <Unknown because="not-recorded" /> : <Time iso={prunedAt} />;
}
