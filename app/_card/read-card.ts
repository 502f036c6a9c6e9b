import type { ServerDeps } from "@/lib/server/deps";
import type { ViewAt } from "@/lib/server/frame";
import { fault, type ReadResult } from "@/lib/server/outcome";
import { readSnapshot } from "@/lib/server/provider-snapshot";
import { decodeSegment } from "@/lib/server/query-params";
import type { Card, CardKind } from "./card";
import { consumerCard } from "./consumer-card";
import { overviewCard } from "./overview-card";
import { packetCard } from "./packet-card";
import { proposalCard } from "./proposal-card";
import { slashCard } from "./slash-card";
import { validatorCard } from "./validator-card";

/** Pages with a card of their own. One a line. */
// biome-ignore format: one a line
const CARDS: readonly CardKind[] = [
  overviewCard,
  consumerCard,
  validatorCard,
  proposalCard,
  slashCard,
  packetCard,
];

/** The card of a page's path (without network); a page without one of its own shows the overview's. */
export async function readCard(
  deps: ServerDeps,
  network: string,
  path: string,
  at: ViewAt,
  search: URLSearchParams = new URLSearchParams(),
): Promise<ReadResult<Card>> {
  const { kind, named } = matchCard(path);
  const view = await kind.read({ deps, network, at, named, search });
  if (view.state === "fault") return view;
  const { chainId, height } = view.asOf;
  const snapshot = await readSnapshot(deps, { network, height, providerChainId: chainId });
  if (!snapshot) return fault(404, "height-not-available", `Block ${height} of ${chainId} is not in our record.`);
  return { ...view, data: { ...view.data, asOf: view.asOf, blockHash: snapshot.blockHash } };
}

function matchCard(path: string): { kind: CardKind; named: Record<string, string> } {
  for (const kind of CARDS) {
    const match = kind.pattern.exec(path);
    if (!match) continue;
    const groups = Object.entries(match.groups ?? {}).filter(([, text]) => text !== undefined);
    return { kind, named: Object.fromEntries(groups.map(([name, text]) => [name, decodeSegment(text)])) };
  }
  return { kind: overviewCard, named: {} };
}

/** Whether a page has a card, and so words, of its own. */
export function hasOwnCard(path: string): boolean {
  return CARDS.some(({ pattern }) => pattern.test(path));
}

/** Where a page's card is drawn; `version` only keeps caches apart. */
export function cardPath(network: string, path: string, parameters: Readonly<Record<string, string>>): string {
  const page = path === "/" ? "/overview" : path;
  const search = new URLSearchParams(parameters).toString();
  return `/card/${encodeURIComponent(network)}${page}.png${search === "" ? "" : `?${search}`}`;
}
