import "server-only";
import { formatIsoNanos } from "@/lib/ics/time";
import { listBlocksByHash, listTxTraces, type TxTrace } from "@/lib/store/read-search";
import { sideOf } from "./consumer-item";
import type { Frame } from "./frame";
import { type Found, NOTHING, type SearchSource } from "./search-source";

/** A height of the provider: `1234`, `1,234`, `block 1234`, `height 1234`. */
export const searchHeights: SearchSource = (_deps, { snapshot, index }, { text }): Found => {
  const written = /^(?:(block|height)\s*#?\s*)?(\d{1,15}|\d{1,3}(?:[, _]\d{3}){1,4})$/i.exec(text);
  if (!written) return NOTHING;
  const height = Number((written[2] ?? "").replace(/\D/g, ""));
  const first = index.provider?.firstHeight ?? 1;
  if (height >= first && height <= snapshot.height) {
    return {
      hits: [
        {
          kind: "block",
          label: `Block ${height} of ${snapshot.chainId}`,
          matched: "height of the provider",
          link: `/?height=${height}`,
          isExact: true,
          fit: 1,
        },
      ],
    };
  }
  return {
    hits: [],
    miss: `As a height it is outside our record of ${snapshot.chainId}, which holds blocks ${first} to ${snapshot.height}.`,
  };
};

/** Hash of a block, or of a transaction of which anything is kept, on any chain of the network. */
export const searchHashes: SearchSource = async (deps, frame, { text }): Promise<Found> => {
  const hash = /^(?:0x)?([0-9a-fA-F]{64})$/.exec(text)?.[1];
  if (hash === undefined) return NOTHING;
  const { db } = deps.store;
  const { network } = frame.snapshot;
  const [blocks, traces] = await Promise.all([listBlocksByHash(db, network, hash), listTxTraces(db, network, hash)]);
  const ends = heightsOf(frame);
  const seen = (chainId: string, height: number) => height <= (ends.get(chainId)?.height ?? -1);
  const blockHits = blocks
    .filter(({ chainId, height }) => seen(chainId, height))
    .map(({ chainId, height, timeNs }) => {
      const consumerId = ends.get(chainId)?.consumerId;
      return {
        kind: "block" as const,
        label: `Block ${height} of ${chainId}`,
        matched: `block hash, ${formatIsoNanos(timeNs)}`,
        link: consumerId === undefined ? `/?height=${height}` : `/consumers/${consumerId}`,
        isExact: true,
        fit: 1,
      };
    });
  const txHits = traces.flatMap((trace) => {
    const chainId = trace.chainId ?? frame.snapshot.chainId;
    return seen(chainId, trace.height) ? [txHit(frame, chainId, ends.get(chainId)?.consumerId, trace)] : [];
  });
  // A relayed transaction did many things; each page is named once.
  const byLink = new Map(txHits.map((hit) => [hit.link, hit]));
  const hits = [...blockHits, ...byLink.values()];
  return hits.length > 0
    ? { hits }
    : {
        hits,
        miss: "As a hash it is of no block and of no transaction that we keep: of transactions we keep those that carry packets, open channels or change a consumer.",
      };
};

/** Last block of each chain that the frame looks at. */
function heightsOf(frame: Frame): Map<string, { height: number; consumerId?: string }> {
  const ends = new Map<string, { height: number; consumerId?: string }>([
    [frame.snapshot.chainId, { height: frame.snapshot.height }],
  ]);
  for (const consumer of frame.snapshot.consumers) {
    const { position } = sideOf(frame, consumer);
    if (position.state === "known") {
      ends.set(position.chain.chainId, { height: position.block.height, consumerId: consumer.consumerId });
    }
  }
  return ends;
}

function txHit(frame: Frame, chainId: string, ofChain: string | undefined, trace: TxTrace) {
  const { snapshot } = frame;
  const ofChannel =
    trace.packet && [...snapshot.flows].find(([, flow]) => flow.channelId === trace.packet?.channelId)?.[0];
  const consumerId = trace.consumerId ?? ofChannel ?? ofChain;
  const at = `transaction in block ${trace.height} of ${chainId}`;
  const words = trace.packet
    ? `${at}: ${trace.kind} of ${trace.packet.srcPort === "provider" ? "update" : "report"} packet ${trace.packet.sequence}`
    : `${at}: ${trace.kind.replaceAll("_", " ").replaceAll("-", " ")}`;
  return {
    kind: "transaction" as const,
    label: consumerId === undefined ? `Transaction in block ${trace.height}` : `Transaction of consumer ${consumerId}`,
    matched: words,
    link: consumerId === undefined ? `/?height=${trace.height}` : `/consumers/${consumerId}`,
    isExact: true,
    fit: 1,
  };
}
