import "server-only";
import type { ValidatorView } from "@/lib/api/contracts/validator";
import { accountOfOperator, parseAnyAddress } from "@/lib/ics/address";
import type { ConsHex } from "@/lib/ics/ids";
import { type KeyHistoryRow, listKeyHistory, type ValidatorAt } from "@/lib/store/read-provider";
import { sideOf } from "./consumer-item";
import { consText, keyText, type SigningAt, standingOf } from "./consumer-row";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import { fault, type ReadFault, type ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { validatorItem } from "./read-validators";
import { mapSigningKeys } from "./signing-keys";
import { viewAt } from "./view";

/**
 * One validator, by any of its names: operator, account, consensus address with any prefix, hex, public key, a key assigned
 * on a consumer (now or before), moniker.
 */
export function readValidator(
  deps: ServerDeps,
  network: string,
  any: string,
  at: ViewAt,
): Promise<ReadResult<ValidatorView>> {
  return viewAt<ValidatorView>(deps, network, at, async (frame) => {
    const history = await listKeyHistory(deps.store.db, frame.snapshot);
    const validator = findValidator(frame.snapshot, history, any);
    return "code" in validator ? validator : { data: validatorView(frame, validator, history) };
  });
}

function findValidator(
  snapshot: ProviderSnapshot,
  history: readonly KeyHistoryRow[],
  any: string,
): ValidatorAt | ReadFault {
  const { validators } = snapshot;
  const parsed = parseAnyAddress(any);
  const found = parsed ? byAddress(snapshot, history, parsed.hex, parsed.kind) : undefined;
  if (found) return found;
  const named = validators.filter(({ moniker }) => moniker.trim().toLowerCase() === any.trim().toLowerCase());
  if (named.length > 1) {
    return fault(
      404,
      "ambiguous-validator",
      `${named.length} validators bear that name; ask for one of them by its operator address.`,
    );
  }
  return (
    named[0] ??
    fault(
      404,
      "unknown-validator",
      `No validator of ${snapshot.chainId} goes by ${JSON.stringify(any.slice(0, 90))} at block ${snapshot.height}.`,
    )
  );
}

function byAddress(
  snapshot: ProviderSnapshot,
  history: readonly KeyHistoryRow[],
  hex: string,
  kind: string,
): ValidatorAt | undefined {
  const { validators } = snapshot;
  const operatorHex = (validator: ValidatorAt) => parseAnyAddress(validator.operator)?.hex;
  if (kind === "operator" || kind === "account") return validators.find((validator) => operatorHex(validator) === hex);
  const key = history.toReversed().find((row) => row.consumerAddress === hex || row.pubKey === hex);
  return (
    validators.find((validator) => validator.consAddress === hex || validator.pubKey === hex) ??
    (key && snapshot.byConsAddress.get(key.consAddress)) ??
    (kind === "hex" ? validators.find((validator) => operatorHex(validator) === hex) : undefined)
  );
}

function validatorView(frame: Frame, validator: ValidatorAt, history: readonly KeyHistoryRow[]): ValidatorView {
  const { snapshot } = frame;
  const { consAddress } = validator;
  return {
    ...validatorItem(snapshot, validator, snapshot.validators.indexOf(validator) + 1),
    account: accountOfOperator(validator.operator),
    consHex: consAddress,
    pubKey: keyText(validator.pubKey),
    identity: validator.identity,
    website: validator.website,
    details: validator.details,
    consumers: snapshot.consumers
      .filter(({ phase }) => phase !== "deleted")
      .map((consumer) => {
        const { position, signing } = sideOf(frame, consumer);
        const ofConsumer = history.filter(({ consumerId }) => consumerId === consumer.consumerId);
        const signingAt: SigningAt =
          position.state === "unknown"
            ? position
            : signing && mapSigningKeys(snapshot, consumer, ofConsumer, signing).byValidator;
        return {
          consumerId: consumer.consumerId,
          chainId: consumer.chainId,
          name: consumer.metadata.name,
          phase: consumer.phase,
          ...standingOf(snapshot, consumer, consAddress, signingAt),
        };
      }),
    keys: history.filter((row) => row.consAddress === consAddress).map((row) => keyView(snapshot, row)),
  };
}

function keyView(snapshot: ProviderSnapshot, row: KeyHistoryRow): ValidatorView["keys"][number] {
  return {
    consumerId: row.consumerId,
    key: keyText(row.pubKey),
    consumerAddress: consText(snapshot, row.consumerAddress as ConsHex),
    fromHeight: row.fromHeight,
    ...(row.untilHeight === undefined ? {} : { untilHeight: row.untilHeight }),
  };
}
