import { hash } from "node:crypto";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import type { AssignedKey, ProviderParams } from "@/lib/ics/types";
import { addressOfKey } from "@/lib/ics/valset-hash";
import type { StoredMember } from "../dialect";
import { ChainError, undecodable } from "../errors";
import { PROVIDER_PREFIX, prefixedKey } from "../raw-store/keys";
import { decodeProviderRow } from "../raw-store/provider-table";
import { readRows, readSubspace } from "../raw-store/read-rows";
import type { ChainClient } from "../types";
import { IcsV7Provider, providerParamsOf } from "./provider-dialect";

const PARAMETERS_KEY = Uint8Array.of(255);
const REGISTERED_DENOM_PREFIX = Uint8Array.of(27);

/**
 * A provider whose module is gone and whose store is still there (ics-protocol.md §7.4): no query of the module is served, so
 * everything comes from the rows. They stand still, which is why reads that cannot be pinned to a height (§3.2) do no harm.
 */
export class FrozenProvider extends IcsV7Provider {
  constructor(private readonly node: ChainClient) {
    super(node);
  }

  override async fetchParams(height: number, signal?: AbortSignal): Promise<ProviderParams> {
    const [value] = await readRows(this.node, "provider", [PARAMETERS_KEY], height, signal);
    const row = value && decodeProviderRow(PARAMETERS_KEY, value);
    if (row?.name !== "params") throw undecodable("the provider's parameters in its store");
    return providerParamsOf(row.value);
  }

  override async fetchRegisteredRewardDenoms(height: number, signal?: AbortSignal): Promise<string[]> {
    const rows = await this.#under(REGISTERED_DENOM_PREFIX, height, signal);
    return rows.flatMap((row) => (row.name === "registeredRewardDenom" ? [row.key.text] : []));
  }

  override async fetchOptedIn(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<ConsHex[]> {
    const rows = await this.#under(prefixedKey(PROVIDER_PREFIX.optedIn, consumerId), height, signal);
    return rows.flatMap((row) => (row.name === "optedIn" ? [row.key.consAddress] : []));
  }

  override async fetchStoredSet(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<StoredMember[]> {
    const rows = await this.#under(prefixedKey(PROVIDER_PREFIX.storedValidator, consumerId), height, signal);
    return rows.flatMap((row) => {
      if (row.name !== "storedValidator") return [];
      const { consAddress, power, pubKey } = row.value;
      return [{ consAddress, power, pubKey }];
    });
  }

  override async fetchAssignedKeys(
    consumerId: ConsumerId,
    height: number,
    signal?: AbortSignal,
  ): Promise<AssignedKey[]> {
    const [keys, addresses] = await Promise.all([
      this.#under(prefixedKey(PROVIDER_PREFIX.assignedKey, consumerId), height, signal),
      this.#under(prefixedKey(PROVIDER_PREFIX.validatorByConsumerAddress, consumerId), height, signal),
    ]);
    return keys.flatMap((row) => {
      if (row.name !== "assignedKey") return [];
      const { consAddress } = row.key;
      const pubKey = row.value;
      // Older addresses stay mapped until they are pruned; the one in use is the hash of the key in use.
      const consumerAddress = addressOfKey(pubKey, (bytes) => hash("sha256", bytes, "buffer"));
      const isMapped = addresses.some(
        (mapped) => mapped.name === "validatorByConsumerAddress" && mapped.key.consAddress === consumerAddress,
      );
      return isMapped ? [{ consAddress, consumerAddress, pubKey }] : [];
    });
  }

  protected override isAnswerable(error: unknown): boolean {
    return error instanceof ChainError && (error.code === "unknown-query" || error.code === "query-failed");
  }

  async #under(prefix: Uint8Array, height: number, signal: AbortSignal | undefined) {
    const rows = await readSubspace(this.node, "provider", prefix, signal, height);
    return rows.flatMap(({ key, value }) => decodeProviderRow(key, value) ?? []);
  }
}
