import { hash } from "node:crypto";
import * as z from "zod";
import type { ConsHex, Ed25519Hex } from "@/lib/ics/ids";
import type { CometValidator } from "@/lib/ics/types";
import { undecodable } from "./errors";
import type { NodeStatus } from "./types";

const int64 = z.string().regex(/^\d{1,19}$/);

const wireStatus = z.object({
  node_info: z.object({ network: z.string().min(1).max(128), version: z.string().optional() }),
  sync_info: z.object({
    latest_block_height: int64,
    latest_block_time: z.string(),
    earliest_block_height: int64.optional(),
    catching_up: z.boolean().optional(),
  }),
});

/** The result of `/status`. */
export function decodeStatus(result: unknown): NodeStatus {
  const wire = wireStatus.safeParse(result);
  if (!wire.success) throw undecodable("the node's status", wire.error);
  const { node_info: node, sync_info: sync } = wire.data;
  return {
    chainId: node.network,
    latestHeight: Number(sync.latest_block_height),
    latestTime: sync.latest_block_time,
    earliestHeight: Number(sync.earliest_block_height ?? "1"),
    catchingUp: sync.catching_up ?? false,
    nodeVersion: node.version ?? "",
  };
}

const wireValidators = z.object({
  block_height: int64,
  validators: z.array(
    z.object({
      address: z.string().regex(/^[0-9A-Fa-f]{40}$/),
      pub_key: z.object({ type: z.string(), value: z.string() }),
      voting_power: int64,
    }),
  ),
  total: int64,
});

/** One page of `/validators?height=`. Only ed25519 keys are known: a consumer cannot have others (ics-protocol.md §6.4). */
export function decodeValidators(result: unknown, height: number): { validators: CometValidator[]; total: number } {
  const wire = wireValidators.safeParse(result);
  if (!wire.success) throw undecodable(`the validators at ${height}`, wire.error);
  if (Number(wire.data.block_height) !== height) {
    throw undecodable(`the validators at ${height}: the node answered for ${wire.data.block_height}`);
  }
  const validators = wire.data.validators.map((validator): CometValidator => {
    const pubKey = Buffer.from(validator.pub_key.value, "base64");
    if (pubKey.length !== 32) throw undecodable(`a key of type ${validator.pub_key.type.slice(0, 60)}`);
    // No hash of a set covers addresses: they follow from the keys.
    const address = hash("sha256", pubKey).slice(0, 40) as ConsHex;
    if (address !== validator.address.toLowerCase()) throw undecodable(`the address of a validator at ${height}`);
    return {
      address,
      pubKey: pubKey.toString("hex") as Ed25519Hex,
      power: BigInt(validator.voting_power),
    };
  });
  return { validators, total: Number(wire.data.total) };
}
