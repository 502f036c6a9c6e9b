import type { BlockTableName } from "@/lib/store/tables";
import type { Subject } from "./chain-process";

/**
 * Raised whenever the rows of a chain's core as made before are wrong or lack something by today's rules, as the version of a
 * follower is. Everything is then read again while nodes keep it.
 */
const CORE_VERSION = { provider: 1, consumer: 1 } as const;

const SHARED = [
  "block",
  "packet_event",
  "relay_tx",
  "handshake_event",
  "comet_validator",
  "client_state",
] as const satisfies readonly BlockTableName[];

const CORE_TABLES = {
  provider: [
    ...SHARED,
    "provider_params",
    "validator",
    "consumer",
    "opted_in",
    "stored_validator",
    "assigned_key",
    "consumer_commission",
    "slash_meter",
    "queued_packet",
    "vsc_epoch",
    "timeline_event",
  ],
  consumer: [...SHARED, "consumer_chain_link"],
} as const satisfies Record<"provider" | "consumer", readonly BlockTableName[]>;

/** What a chain's process reads by itself, as a subject like those of its followers. */
export function coreSubject(role: "provider" | "consumer"): Subject {
  return { name: "core", version: CORE_VERSION[role], tables: CORE_TABLES[role] };
}
