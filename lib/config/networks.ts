import { readFile } from "node:fs/promises";
import { parseConsumerId, parseNetworkName } from "@/lib/ics/ids";
import { ConfigError } from "./errors";
import { type TrustConfig, trustOf, type VerifyConfig, verifyOf } from "./trust";

export interface ConsumerConfig extends TrustConfig {
  readonly chainId?: string;
  readonly consumerId?: string;
  /** Empty: shown from the provider's side alone. */
  readonly rpc: readonly string[];
}

/** One provider and its consumers (product.md §7). */
export interface NetworkConfig {
  readonly name: string;
  readonly provider: { readonly rpc: readonly string[] } & TrustConfig;
  readonly consumers: readonly ConsumerConfig[];
  readonly fromHeight?: number;
  /** How often what is shown is verified. */
  readonly verify?: VerifyConfig;
  /** Of a network that was imported from a file and is not followed; never read from NETWORKS_FILE. */
  readonly record?: RecordOrigin;
}

/** Where a network that nobody follows comes from. */
export interface RecordOrigin {
  /** ISO 8601, of the machine that exported it. */
  readonly exportedAt: string;
  readonly importedAt: string;
  /** Its name where it was exported. */
  readonly source: string;
  /** Provider heights that it holds. */
  readonly from: number;
  readonly until: number;
  /** Of the file, lower-case hex. */
  readonly sha256: string;
  /** Figures and headers that were proven on import. */
  readonly proven: number;
}

/** Reads NETWORKS_FILE. Throws `ConfigError` with one clear sentence for every fault. */
export async function readNetworksFile(path: string | undefined): Promise<NetworkConfig[]> {
  if (path === undefined || path === "") {
    throw new ConfigError(
      "NETWORKS_FILE is not set: it names the JSON file that lists your provider and consumer nodes (see README)",
    );
  }
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new ConfigError(
      `NETWORKS_FILE: ${path} cannot be read: ${code === "ENOENT" ? "there is no such file" : code}`,
    );
  }
  return parseNetworks(text, path);
}

/** The content of a NETWORKS_FILE. `source` names it in messages. */
export function parseNetworks(text: string, source: string): NetworkConfig[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(
      `NETWORKS_FILE: ${source} is not JSON: ${String(error instanceof Error ? error.message : error).replace(/\s+/g, " ")}`,
    );
  }
  const fault = (what: string) => new ConfigError(`NETWORKS_FILE: ${what}`);
  if (!Array.isArray(json)) throw fault(`${source} must be a list of networks`);
  const seen = new Set<string>();
  return json.map((entry: unknown, i) => {
    const where = `entry ${i + 1}`;
    const { name, provider, consumers = [], fromHeight, verify } = objectOf(entry, where, fault);
    if (typeof name !== "string" || parseNetworkName(name) === undefined) {
      throw fault(`${where}: "name" must be lower-case letters, digits, ".", "_" or "-"`);
    }
    if (RESERVED_NAMES.has(name)) throw fault(`${where}: the name "${name}" is taken by a page; choose another`);
    if (seen.has(name)) throw fault(`${where}: the name "${name}" is used twice`);
    seen.add(name);
    const ofProvider = objectOf(provider, `network ${name}: "provider"`, fault);
    const rpc = urlsOf(ofProvider.rpc, `network ${name}: provider`, fault);
    if (rpc.length === 0) throw fault(`network ${name}: the provider needs at least one "rpc" URL`);
    if (!Array.isArray(consumers)) throw fault(`network ${name}: "consumers" must be a list`);
    if (
      fromHeight !== undefined &&
      (typeof fromHeight !== "number" || !Number.isSafeInteger(fromHeight) || fromHeight < 1)
    ) {
      throw fault(`network ${name}: "fromHeight" must be a whole number of at least 1`);
    }
    return {
      name,
      provider: { rpc, ...trustOf(ofProvider, `network ${name}: provider`, fault) },
      consumers: consumers.map((consumer: unknown, j) =>
        consumerOf(consumer, `network ${name}: consumer ${j + 1}`, fault),
      ),
      ...(fromHeight === undefined ? {} : { fromHeight: fromHeight as number }),
      ...verifyOf(verify, `network ${name}: "verify"`, fault),
    };
  });
}

/** First path segments that are pages of their own. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  "api",
  "consumers",
  "validators",
  "packets",
  "slashes",
  "launches",
  "proposals",
  "security",
  "rewards",
  "network",
  "mesh",
  "status",
  "methods",
  "glossary",
  "what-if",
  "holders",
  "metrics",
  "verify",
  "badge",
  "embed",
]);

type Fault = (what: string) => ConfigError;

function objectOf(value: unknown, where: string, fault: Fault): Record<string, unknown> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw fault(`${where} must be an object`);
  return value as Record<string, unknown>;
}

function consumerOf(value: unknown, where: string, fault: Fault): ConsumerConfig {
  const entry = objectOf(value, where, fault);
  const { chainId, consumerId, rpc } = entry;
  const hasChainId = typeof chainId === "string" && chainId !== "";
  const id =
    typeof consumerId === "string" || typeof consumerId === "number" ? parseConsumerId(String(consumerId)) : undefined;
  if (consumerId !== undefined && id === undefined) throw fault(`${where}: "consumerId" must be a whole number`);
  if (!hasChainId && id === undefined) throw fault(`${where}: "chainId" or "consumerId" is missing`);
  return {
    ...(hasChainId ? { chainId: chainId as string } : {}),
    ...(id === undefined ? {} : { consumerId: id }),
    rpc: urlsOf(rpc ?? [], where, fault),
    ...trustOf(entry, where, fault),
  };
}

function urlsOf(value: unknown, where: string, fault: Fault): string[] {
  if (!Array.isArray(value)) throw fault(`${where}: "rpc" must be a list of URLs`);
  return value.map((entry: unknown, i) => {
    const url = typeof entry === "string" && URL.canParse(entry) ? new URL(entry) : undefined;
    if (!url) throw fault(`${where}: rpc entry ${i + 1} is not a URL`);
    if (url.protocol !== "http:" && url.protocol !== "https:")
      throw fault(`${where}: rpc entry ${i + 1} must begin with http:// or https://`);
    return url.href.replace(/\/$/, "");
  });
}
