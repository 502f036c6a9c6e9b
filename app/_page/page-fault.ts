import { deps, type ServerDeps } from "@/lib/server/deps";
import { readFrame } from "@/lib/server/frame";
import { fault, type ReadFault } from "@/lib/server/outcome";
import { parseHeight } from "@/lib/server/query-params";
import { findConsumer } from "@/lib/server/read-consumer";
import { readPacket } from "@/lib/server/read-packets";
import { readProposal } from "@/lib/server/read-proposal";
import { readSlash } from "@/lib/server/read-slash";
import { readValidator } from "@/lib/server/read-validator";

/** A page that cannot be shown, and the way on: the same page at the head, where the height alone is at fault. */
export interface PageFault {
  readonly message: string;
  readonly headPath?: string;
}

/** Paths of our pages, without the network. Named groups are looked up before the page is drawn. One a line. */
const PAGES: readonly RegExp[] = [
  /^$/,
  /^consumers$/,
  /^consumers\/(?<consumer>[^/]+)$/,
  /^consumers\/(?<consumer>[^/]+)\/validators$/,
  /^consumers\/(?<consumer>[^/]+)\/security$/,
  /^consumers\/(?<consumer>[^/]+)\/rewards$/,
  /^consumers\/(?<consumer>[^/]+)\/blocks$/,
  /^network$/,
  /^rewards$/,
  /^consumers\/(?<consumer>[^/]+)\/slashes$/,
  /^slashes$/,
  /^slashes\/(?<slash>[^/]+)$/,
  /^consumers\/(?<consumer>[^/]+)\/packets$/,
  /^packets$/,
  /^packets\/(?<packet>[^/]+\/[^/]+\/[^/]+)$/,
  /^security$/,
  /^methods$/,
  /^consumers\/(?<consumer>[^/]+)\/launch$/,
  /^consumers\/(?<consumer>[^/]+)\/history$/,
  /^launches$/,
  /^validators$/,
  /^validators\/(?<validator>[^/]+)$/,
  /^proposals$/,
  /^proposals\/(?<proposal>[^/]+)$/,
  /^search$/,
  /^holders$/,
  /^status$/,
  /^verify$/,
  /^what-if$/,
  /^glossary$/,
  /^api$/,
];

interface Named {
  readonly consumer?: string;
  readonly validator?: string;
  readonly proposal?: string;
  readonly slash?: string;
  /** consumer/direction/sequence */
  readonly packet?: string;
}

/** What a path names, or `undefined` for a path that is no page of ours. */
function matchPage(path: string): Named | undefined {
  for (const pattern of PAGES) {
    const match = pattern.exec(path);
    if (match) return { ...match.groups };
  }
  return undefined;
}

/**
 * Why a page of this address does not exist: its network, height, consumer or validator is not there. `undefined` when it
 * can be drawn, when it is no page of ours (Next says so itself), and when the fault is not the reader's.
 */
export async function findPageFault(pathname: string, searchParams: URLSearchParams): Promise<PageFault | undefined> {
  const held = await deps();
  const names = held.networks.map(({ name }) => name);
  const segments = pathname.split("/").filter((segment) => segment !== "");
  const hasNetwork = segments[0] !== undefined && names.includes(segments[0]);
  const named = matchPage((hasNetwork ? segments.slice(1) : segments).join("/"));
  if (!named) {
    const [first, ...rest] = segments;
    const isPageOfUnknownNetwork = !hasNetwork && first !== undefined && matchPage(rest.join("/")) !== undefined;
    return isPageOfUnknownNetwork ? { message: `There is no network and no page called ${decode(first)}.` } : undefined;
  }
  const network = hasNetwork ? segments[0] : names[0];
  if (network === undefined || (!hasNetwork && names.length > 1)) return undefined;
  const heights = searchParams.getAll("height");
  const height = parseHeight(heights.length > 1 ? heights : heights[0]);
  const found = typeof height === "object" ? height : await findFault(held, network, height, named, searchParams);
  if (!found || found.status >= 500) return undefined;
  return { message: found.message, ...(found.code.includes("height") ? { headPath: pathname } : {}) };
}

async function findFault(
  held: ServerDeps,
  network: string,
  height: number | undefined,
  { consumer, validator, proposal, slash, packet }: Named,
  searchParams: URLSearchParams,
): Promise<ReadFault | undefined> {
  const at = height === undefined ? {} : { height };
  if (validator !== undefined) {
    const result = await readValidator(held, network, decode(validator), at);
    return result.state === "fault" ? result : undefined;
  }
  if (proposal !== undefined) {
    const chain = searchParams.get("chain");
    const result = await readProposal(held, network, decode(proposal), { ...at, ...(chain ? { chain } : {}) });
    return result.state === "fault" ? result : undefined;
  }
  if (slash !== undefined) {
    const result = await readSlash(held, network, decode(slash), at);
    return result.state === "fault" ? result : undefined;
  }
  if (packet !== undefined) {
    const [of = "", direction = "", sequence = ""] = packet.split("/").map(decode);
    const result = await readPacket(held, network, { consumer: of, direction, sequence }, at);
    return result.state === "fault" ? result : undefined;
  }
  const frame = await readFrame(held, network, at);
  if (frame.state === "fault") return frame;
  if (consumer === undefined) return undefined;
  const result = findConsumer(frame, decode(consumer));
  return "status" in result ? fault(result.status, result.code, result.message) : undefined;
}

/** A path segment as it was meant; what is no encoding is taken as it is. */
export function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
