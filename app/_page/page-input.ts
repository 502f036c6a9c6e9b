import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { Place } from "@/components/ui/place-href";
import { deps, type ServerDeps } from "@/lib/server/deps";
import type { ReadFault } from "@/lib/server/outcome";
import { parseHeight } from "@/lib/server/query-params";
import { parseTheme, type Theme } from "./theme";

type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** What Next hands to a page. `Path` names its path segments beside the network. */
export interface PageProps<Path extends object = object> {
  readonly params: Promise<Path & { readonly network?: string }>;
  readonly searchParams: Promise<SearchParams>;
}

/** What every page needs before it can read anything. */
export interface PageInput {
  readonly deps: ServerDeps;
  readonly place: Place;
  readonly networks: readonly string[];
  readonly theme: Theme | undefined;
  /** The page's path without network and query. */
  readonly path: string;
  readonly searchParams: SearchParams;
  /** The height in the address is no height. */
  readonly fault?: ReadFault;
}

/**
 * Reads a page's address. An unknown network is not found; without a network segment the only network is meant, and with
 * several the first one's page is where the reader is sent.
 */
export async function readPageInput(props: PageProps, path: string): Promise<PageInput> {
  const [params, searchParams, held, jar] = await Promise.all([props.params, props.searchParams, deps(), cookies()]);
  const networks = held.networks.map(({ name }) => name);
  const first = networks[0];
  if (first === undefined || (params.network !== undefined && !networks.includes(params.network))) notFound();
  if (params.network === undefined && networks.length > 1)
    redirect(`/${first}${path === "/" ? "" : path}${queryText(searchParams)}`);
  const network = params.network ?? first;
  const height = parseHeight(searchParams.height);
  const isHeight = typeof height === "number";
  return {
    deps: held,
    networks,
    path,
    searchParams,
    theme: parseTheme(jar.get("theme")?.value),
    place: { network, prefix: networks.length > 1 ? `/${network}` : "", ...(isHeight ? { height } : {}) },
    ...(typeof height === "object" ? { fault: height } : {}),
  };
}

/** What reads are asked with: pinned, or the head. */
export function viewAtOf({ height }: Place): { height?: number } {
  return height === undefined ? {} : { height };
}

function queryText(searchParams: SearchParams): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(searchParams)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) search.append(name, one);
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
