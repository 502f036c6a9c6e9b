import { formatConsAddress, parseConsAddress } from "./address";
import type { ConsHex } from "./ids";
import type { PowerShaping } from "./types";

/** `power_shaping_parameters` as the chain's command line reads it: proto JSON, 64-bit integers as text (§0.4, §1.2). */
interface WireShaping {
  readonly top_N: number;
  readonly validators_power_cap: number;
  readonly validator_set_cap: number;
  readonly allowlist: readonly string[];
  readonly denylist: readonly string[];
  readonly min_stake: string;
  readonly allow_inactive_vals: boolean;
  readonly prioritylist: readonly string[];
}

/** Whose rules a message sets: a consumer that is there, or one that is to be created. */
export type MessageSubject = { readonly consumerId: string } | { readonly chainId: string; readonly name: string };

/**
 * The file that `tx provider update-consumer` or `create-consumer` takes, with these rules. A sub-message that is present replaces
 * the whole (§8.1), so all rules stand in it, changed or not. What only its owner can know is left for them to fill in.
 */
export function whatIfMessage(shaping: PowerShaping, subject: MessageSubject, prefix: string): string {
  const listOf = (addresses: readonly ConsHex[]) => addresses.map((address) => formatConsAddress(address, prefix));
  const power_shaping_parameters: WireShaping = {
    top_N: shaping.topN,
    validators_power_cap: shaping.validatorsPowerCap,
    validator_set_cap: shaping.validatorSetCap,
    allowlist: listOf(shaping.allowlist),
    denylist: listOf(shaping.denylist),
    min_stake: shaping.minStake,
    allow_inactive_vals: shaping.allowInactiveVals,
    prioritylist: listOf(shaping.prioritylist),
  };
  const head =
    "consumerId" in subject
      ? { consumer_id: subject.consumerId }
      : { chain_id: subject.chainId, metadata: { name: subject.name, description: "", metadata: "" } };
  return JSON.stringify({ ...head, power_shaping_parameters }, null, 2);
}

/**
 * Reads the rules back out of such a file, of a message or of a whole proposal that holds one. Lists come as they are written:
 * whoever shows them says which entries are no validators. `undefined`: no rules stand in this text.
 */
export function readWhatIfMessage(
  text: string,
): { rules: Partial<PowerShaping>; unread: readonly string[] } | undefined {
  const shaping = findShaping(parseJson(text), 0);
  if (!shaping) return undefined;
  const unread: string[] = [];
  const number = (key: string) => {
    const value = shaping[key];
    const n = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
    if (value === undefined || (typeof n === "number" && Number.isInteger(n) && n >= 0)) return n as number | undefined;
    unread.push(key);
    return undefined;
  };
  const list = (key: string) => {
    const value = shaping[key];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) {
      unread.push(key);
      return undefined;
    }
    return value.flatMap((entry) => {
      const address = typeof entry === "string" ? parseConsAddress(entry) : undefined;
      if (address === undefined) unread.push(`${key}: ${String(entry).slice(0, 60)}`);
      return address ?? [];
    });
  };
  const stake = shaping.min_stake;
  const minStake = typeof stake === "number" || typeof stake === "string" ? String(stake) : undefined;
  if (minStake !== undefined && !/^\d{1,20}$/.test(minStake)) unread.push("min_stake");
  const found = {
    topN: number("top_N"),
    validatorsPowerCap: number("validators_power_cap"),
    validatorSetCap: number("validator_set_cap"),
    minStake: minStake !== undefined && /^\d{1,20}$/.test(minStake) ? minStake : undefined,
    allowInactiveVals: typeof shaping.allow_inactive_vals === "boolean" ? shaping.allow_inactive_vals : undefined,
    allowlist: list("allowlist"),
    denylist: list("denylist"),
    prioritylist: list("prioritylist"),
  };
  const rules = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  return { rules, unread };
}

const MAX_DEPTH = 12;

function findShaping(json: unknown, depth: number): Readonly<Record<string, unknown>> | undefined {
  if (typeof json !== "object" || json === null || depth > MAX_DEPTH) return undefined;
  for (const [key, value] of Object.entries(json)) {
    if (key === "power_shaping_parameters" && typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
    const inner = findShaping(value, depth + 1);
    if (inner) return inner;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return text.length > 1_000_000 ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
