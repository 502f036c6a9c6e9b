import { formatConsAddress, parseAnyAddress } from "./address";
import type { ConsHex } from "./ids";
import type { PowerShaping } from "./types";
import { NO_CHANGES, type WhatIfBase, type WhatIfChanges } from "./what-if";

/** The parameters of `/what-if`, as a page or a form gives them. */
export type WhatIfParams = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ParsedWhatIf {
  readonly changes: WhatIfChanges;
  /** What was asked for and cannot be, one sentence each; that part is left as it is. */
  readonly faults: readonly string[];
}

/** Longest list the chain takes (§1.2). */
const MAX_LIST = 1_000;
const MAX_UINT64 = 2n ** 64n - 1n;
/** CometBFT refuses sets of more power than this. */
const MAX_TOTAL_POWER = 2n ** 60n - 1n;

/** Reads the changes out of an address. Never throws: what cannot be read is said, and left out. */
export function parseWhatIf(params: WhatIfParams, base: WhatIfBase): ParsedWhatIf {
  const faults: string[] = [];
  const find = addressFinder(base, faults);
  const whole = (name: string, word: string, isAllowed: (n: number) => boolean, range: string) => {
    const text = first(params[name]);
    if (text === undefined) return undefined;
    const n = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
    if (n !== undefined && isAllowed(n)) return n;
    faults.push(`${word} is ${range}; ${quoted(text)} is not, and was left out.`);
    return undefined;
  };
  const list = (name: string) => {
    const texts = listed(params[name]);
    return texts && [...new Set(texts.flatMap((text) => find(text) ?? []))];
  };
  const rules: { -readonly [K in keyof PowerShaping]?: PowerShaping[K] } = {};
  const topN = whole("topN", "Top N", (n) => n === 0 || (n >= 50 && n <= 100), "0, or 50 to 100");
  const setCap = whole("setCap", "The set cap", (n) => n <= 4_294_967_295, "a whole number, 0 for none");
  const powerCap = whole("powerCap", "The power cap", (n) => n <= 100, "0 to 100 percent");
  const minStake = parseMinStake(first(params.minStake), faults);
  const inactive = first(params.inactive);
  const lists = { allowlist: list("allow"), denylist: list("deny"), prioritylist: list("priority") };
  if (topN !== undefined) rules.topN = topN;
  if (setCap !== undefined) rules.validatorSetCap = setCap;
  if (powerCap !== undefined) rules.validatorsPowerCap = powerCap;
  if (minStake !== undefined) rules.minStake = minStake;
  if (inactive === "1" || inactive === "0") rules.allowInactiveVals = inactive === "1";
  else if (inactive !== undefined) faults.push(`“inactive” is 1 or 0; ${quoted(inactive)} was left out.`);
  for (const [name, value] of Object.entries(lists)) if (value) rules[name as keyof typeof lists] = value;
  const changes: WhatIfChanges = {
    ...NO_CHANGES,
    rules,
    optIn: list("optIn") ?? [],
    optOut: list("optOut") ?? [],
    delegations: parseDelegations(listed(params.delegate) ?? [], find, faults),
  };
  faults.push(...totalFault(base, changes));
  return { changes, faults };
}

/** Writes changes as the query of `/what-if`, without what stays as it is. Addresses as their chain writes them. */
export function formatWhatIf(changes: WhatIfChanges, base: WhatIfBase): URLSearchParams {
  const query = new URLSearchParams();
  const { rules } = changes;
  const operators = new Map(base.validators.map(({ consAddress, operator }) => [consAddress, operator]));
  const prefix = prefixOf(base);
  const consText = (address: ConsHex) => (prefix === undefined ? address : formatConsAddress(address, prefix));
  const name = (address: ConsHex): string => operators.get(address) ?? consText(address);
  const put = (key: string, value: string | number | undefined) => {
    if (value !== undefined) query.set(key, String(value));
  };
  put("topN", rules.topN);
  put("setCap", rules.validatorSetCap);
  put("powerCap", rules.validatorsPowerCap);
  put("minStake", rules.minStake);
  put("inactive", rules.allowInactiveVals === undefined ? undefined : rules.allowInactiveVals ? "1" : "0");
  put("allow", rules.allowlist?.map(name).join(","));
  put("deny", rules.denylist?.map(name).join(","));
  put("priority", rules.prioritylist?.map(name).join(","));
  if (changes.optIn.length > 0) put("optIn", changes.optIn.map(name).join(","));
  if (changes.optOut.length > 0) put("optOut", changes.optOut.map(name).join(","));
  for (const { consAddress, amount } of changes.delegations) query.append("delegate", `${name(consAddress)}:${amount}`);
  return query;
}

/** Prefix of the provider's addresses; absent while it has no validator. */
export function prefixOf({ validators }: Pick<WhatIfBase, "validators">): string | undefined {
  const [validator] = validators;
  return validator && parseAnyAddress(validator.operator)?.prefix;
}

function parseMinStake(text: string | undefined, faults: string[]): string | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,20}$/.test(text) && BigInt(text) <= MAX_UINT64) return String(BigInt(text));
  faults.push(`The minimum stake is a whole number of base units; ${quoted(text)} is not, and was left out.`);
  return undefined;
}

function parseDelegations(
  texts: readonly string[],
  find: (text: string) => ConsHex | undefined,
  faults: string[],
): WhatIfChanges["delegations"] {
  return texts.flatMap((text) => {
    const [, who = "", amount = ""] = /^([^:]+):(-?\d{1,40})$/.exec(text) ?? [];
    if (amount === "") {
      faults.push(`A delegation is an operator, a colon and base units; ${quoted(text)} is not, and was left out.`);
      return [];
    }
    const consAddress = find(who);
    return consAddress === undefined ? [] : [{ consAddress, amount: BigInt(amount) }];
  });
}

/** More stake than there can be is said; the figures are then what the rule would give, not what a chain could run. */
function totalFault(base: WhatIfBase, { delegations }: WhatIfChanges): string[] {
  if (delegations.length === 0) return [];
  const tokens = base.validators.reduce((sum, validator) => sum + validator.tokens, 0n);
  const total = delegations.reduce((sum, { amount }) => sum + amount, tokens) / base.powerReduction;
  return total > MAX_TOTAL_POWER
    ? [`The total power would be ${total}: CometBFT takes ${MAX_TOTAL_POWER} at most, so no chain could run this set.`]
    : [];
}

/** Finds validators by operator, account or consensus address with any prefix, hex, or key. */
function addressFinder(base: WhatIfBase, faults: string[]): (text: string) => ConsHex | undefined {
  const byHex = new Map<string, ConsHex>();
  for (const { consAddress, operator, pubKey } of base.validators) {
    byHex.set(consAddress, consAddress);
    byHex.set(pubKey, consAddress);
    const account = parseAnyAddress(operator)?.hex;
    if (account !== undefined) byHex.set(account, consAddress);
  }
  return (text) => {
    const parsed = parseAnyAddress(text);
    const found = parsed && byHex.get(parsed.hex);
    if (found === undefined)
      faults.push(`${quoted(text)} is no validator of the provider at this height, and was left out.`);
    return found;
  };
}

type Value = WhatIfParams[string];

function first(value: Value): string | undefined {
  const text = typeof value === "string" ? value : value?.[0];
  return text === undefined || text.trim() === "" ? undefined : text.trim();
}

/** Comma-separated, repeated, or both; an empty text is an empty list, an absent one is none. */
function listed(value: Value): string[] | undefined {
  if (value === undefined) return undefined;
  const texts = typeof value === "string" ? [value] : value;
  return texts
    .flatMap((text) => text.split(/[\s,]+/, MAX_LIST + 1))
    .filter((text) => text !== "")
    .slice(0, MAX_LIST);
}

/** Text of the reader as it may stand in a sentence: short, without anything that breaks a line or turns it around. */
function quoted(text: string): string {
  return JSON.stringify(text.replace(/[^\x20-\x7e]/g, "?").slice(0, 60));
}
