"use client";

import { useQuery } from "@tanstack/react-query";
import { DataTable } from "@/components/ui/data-table";
import { MethodLink } from "@/components/ui/method-link";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { apiPath } from "@/lib/api/api-path";
import type { BlockSpaceItem } from "@/lib/api/contracts/plumbing";
import { consumerBlocksQuery } from "@/lib/api/plumbing-query";
import { formatInteger, formatIntegerShort, formatShare, shareOf } from "@/lib/format/number";
import { blocksSentence, perBlock, seconds, spaceName } from "./block-space-words";
import { SpaceChart } from "./space-chart";

/** A consumer's own block space beside its provider's and the other consumers'. */
export function ConsumerBlocks({ consumerId }: { consumerId: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerBlocksQuery(network, consumerId, height));
  if (!data) return null;
  const { own, provider, others, unread, window } = data.data;
  const known = own !== undefined && !isUnknown(own) ? own : undefined;
  return (
    <>
      <h1 className="mt-6 mb-4">
        {known
          ? blocksSentence(known, provider)
          : own === undefined
            ? "It has made no block at this height."
            : "Its blocks are not known: none of its nodes is read."}
      </h1>
      {own !== undefined && isUnknown(own) ? (
        <p>
          <Unknown because={own.because} />
        </p>
      ) : null}
      <SpaceTable items={[...(known ? [known] : []), provider, ...others]} />
      <p className="mt-3 text-muted">
        The last {window} blocks of each chain, or all there are, each up to its own height at this moment.{" "}
        {unread.length === 0
          ? null
          : `The blocks of ${unread.length === 1 ? "consumer" : "consumers"} ${unread.map((one) => one.consumerId).join(", ")} are not known at this moment. `}
        <a href={apiPath(network, `/consumers/${consumerId}/blocks`, height)}>The same as JSON</a>
      </p>
      {known ? <SpaceChart own={known} /> : null}
    </>
  );
}

function SpaceTable({ items }: { items: readonly BlockSpaceItem[] }) {
  return (
    <DataTable
      caption="Block space, side by side"
      captionHidden
      rows={items}
      rowKey={({ scope }) => scope}
      empty="No chain has made a block at this height."
      columns={[
        {
          key: "chain",
          label: "Chain",
          cell: (item) =>
            item.scope === "provider" ? (
              spaceName(item)
            ) : (
              <PlaceLink to={`/consumers/${item.scope}/blocks`}>{spaceName(item)}</PlaceLink>
            ),
        },
        {
          key: "height",
          label: "At height",
          isNumeric: true,
          cell: ({ asOf }) => <span className="font-mono">{asOf.height}</span>,
        },
        {
          key: "time",
          label: "Block time",
          head: <MethodLink id="block-space">Block time</MethodLink>,
          isNumeric: true,
          cell: ({ blockTimeMs }) => seconds(blockTimeMs),
        },
        {
          key: "txs",
          label: "Transactions a block",
          isNumeric: true,
          cell: ({ transactions, blocks }) => perBlock(transactions, blocks),
        },
        {
          key: "failed",
          label: "Failed",
          isNumeric: true,
          cell: ({ failed, transactions }) =>
            transactions === "0" ? "no transactions" : formatShare(shareOf(BigInt(failed), BigInt(transactions))),
        },
        {
          key: "empty",
          label: "Empty blocks",
          isNumeric: true,
          cell: ({ emptyBlocks, blocks }) => formatShare(shareOf(BigInt(emptyBlocks), BigInt(blocks))),
        },
        {
          key: "gas",
          label: "Gas a block",
          isNumeric: true,
          cell: ({ gasUsed, blocks }) => formatIntegerShort(BigInt(gasUsed) / BigInt(blocks)),
        },
        {
          key: "mostGas",
          label: "Most gas",
          isNumeric: true,
          cell: ({ mostGas }) => <span title={formatInteger(mostGas)}>{formatIntegerShort(mostGas)}</span>,
        },
        {
          key: "bytes",
          label: "Bytes a block",
          isNumeric: true,
          cell: ({ bytes, blocks }) => formatIntegerShort(BigInt(bytes) / BigInt(blocks)),
        },
        {
          key: "mostBytes",
          label: "Most bytes",
          isNumeric: true,
          cell: ({ mostBytes }) => <span title={formatInteger(mostBytes)}>{formatIntegerShort(mostBytes)}</span>,
        },
        {
          key: "gasShare",
          label: "Gas, of its limit",
          isNumeric: true,
          cell: ({ gasShare, maxGas }) => <Fullness share={gasShare} limit={maxGas} />,
        },
        {
          key: "bytesShare",
          label: "Bytes, of its limit",
          isNumeric: true,
          cell: ({ bytesShare, maxBytes }) => <Fullness share={bytesShare} limit={maxBytes} />,
        },
      ]}
    />
  );
}

/** "0.4 % of 120 M". */
function Fullness({ share, limit }: { share: BlockSpaceItem["gasShare"]; limit: BlockSpaceItem["maxGas"] }) {
  if (isUnknown(limit)) return <Unknown because={limit.because} />;
  if (share === undefined) return <span className="text-muted">no limit</span>;
  if (isUnknown(share)) return <Unknown because={share.because} />;
  return (
    <span className="whitespace-nowrap" title={`${formatInteger(limit)} a block`}>
      {formatShare(share)} <span className="text-muted">of {formatIntegerShort(limit)}</span>
    </span>
  );
}
