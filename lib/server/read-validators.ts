import "server-only";
import type { SlashItem } from "@/lib/api/contracts/slash";
import type { ValidatorListItem } from "@/lib/api/contracts/validator";
import type { ValidatorAt } from "@/lib/store/read-provider";
import { consText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import { readDesk } from "./duty-desk";
import type { Frame, ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { readDuties } from "./read-duties";
import { validatorIndex } from "./validator-index";
import { viewAt } from "./view";

/** Rows of the list for which duties are wanted: the page that will be cut out of it. */
export interface DutyWindow {
  readonly offset: number;
  readonly limit: number;
}

/** All validators of the provider, most power first; those of the window with their duties. */
export function readValidators(
  deps: ServerDeps,
  network: string,
  at: ViewAt,
  window?: DutyWindow,
): Promise<ReadResult<ValidatorListItem[]>> {
  return viewAt(deps, network, at, async (frame) => ({ data: await listOf(deps, frame, window) }), ["signing"]);
}

async function listOf(deps: ServerDeps, frame: Frame, window: DutyWindow | undefined): Promise<ValidatorListItem[]> {
  const { snapshot } = frame;
  const items = snapshot.validators.map((validator) => validatorItem(snapshot, validator));
  if (!window) return items;
  const shown = snapshot.validators.slice(window.offset, window.offset + window.limit);
  const duties = await readDuties(deps, frame, shown);
  const punishments = await readPunishments(deps, frame);
  return items.map((item, i) => {
    const address = snapshot.validators[i]?.consAddress;
    const rows = address && duties.get(address);
    return rows ? { ...item, duties: rows, punishments: punishments.get(item.providerConsAddress) ?? [] } : item;
  });
}

/** Everything the ledger holds, by the provider's text of the address it was done to. */
export async function readPunishments(deps: ServerDeps, frame: Frame): Promise<Map<string, SlashItem[]>> {
  const { items } = await (await readDesk(deps, frame)).readLedger();
  const found = new Map<string, SlashItem[]>();
  for (const item of items) found.set(item.validator, [...(found.get(item.validator) ?? []), item]);
  return found;
}

/** A validator as lists show it. */
export function validatorItem(snapshot: ProviderSnapshot, validator: ValidatorAt): ValidatorListItem {
  const { consAddress } = validator;
  const index = validatorIndex(snapshot);
  return {
    operator: validator.operator,
    providerConsAddress: consText(snapshot, consAddress),
    moniker: validator.moniker,
    power: String(validator.power),
    tokens: String(validator.tokens),
    ...(snapshot.params === undefined ? {} : { denom: snapshot.params.bondDenom }),
    status: validator.status,
    active: validator.active,
    jailed: validator.jailed,
    commission: validator.commissionRate,
    rank: index.rank.get(consAddress) ?? 0,
    validates: [...(index.validates.get(consAddress) ?? [])],
    optedIn: [...(index.optedIn.get(consAddress) ?? [])],
  };
}
