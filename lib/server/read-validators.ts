import "server-only";
import type { ValidatorListItem } from "@/lib/api/contracts/validator";
import type { ConsHex } from "@/lib/ics/ids";
import type { ValidatorAt } from "@/lib/store/read-provider";
import { consText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import type { ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { viewAt } from "./view";

/** All validators of the provider, most power first. */
export function readValidators(
  deps: ServerDeps,
  network: string,
  at: ViewAt,
): Promise<ReadResult<ValidatorListItem[]>> {
  return viewAt(deps, network, at, ({ snapshot }) => ({
    data: snapshot.validators.map((validator, i) => validatorItem(snapshot, validator, i + 1)),
  }));
}

/** A validator as lists show it. */
export function validatorItem(snapshot: ProviderSnapshot, validator: ValidatorAt, rank: number): ValidatorListItem {
  const { consAddress } = validator;
  const isMember = (rows: readonly { consAddress: ConsHex }[] | undefined) =>
    rows?.some((row) => row.consAddress === consAddress) ?? false;
  const living = snapshot.consumers.filter(({ phase }) => phase !== "deleted").map(({ consumerId }) => consumerId);
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
    rank,
    validates: living.filter((consumerId) => isMember(snapshot.stored.get(consumerId))),
    optedIn: living.filter((consumerId) => snapshot.optedIn.get(consumerId)?.has(consAddress)),
  };
}
