import { fromBech32 } from "@cosmjs/encoding";
import type { RawRows } from "../record/provider-rows";
import type { RecordedNetwork } from "../record/record-reader";

/** Bytes of any bech32 text as hex, by a library the explorer's own reading does not use. */
export function bytesOfBech32(text: string): string {
  return Buffer.from(fromBech32(text).data).toString("hex");
}

export function base64OfHex(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}

/** Unix nanoseconds of a header time. */
export function nanos(time: string): bigint {
  const [, seconds = "", fraction = ""] = /^(.+?)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** The chain's last block at or before a moment; `undefined` before its first. */
export function heightAt(record: RecordedNetwork, chainId: string, time: string): number | undefined {
  let found: number | undefined;
  for (const [height, at] of record.headerTimes(chainId)) {
    if (nanos(at) <= nanos(time) && height > (found ?? 0)) found = height;
  }
  return found;
}

/** A sequence counter of the raw IBC store (ics-protocol.md §4.5) as a number of packets: one less than what comes next. */
export function packetsCounted(
  record: RecordedNetwork,
  counter: "nextSequenceSend" | "nextSequenceAck",
  channel: string,
  height: number,
): bigint {
  const key = Buffer.from(`${counter}/ports/provider/channels/${channel}`).toString("hex");
  const value = record.storeAt(record.provider, "ibc", height, key).get(key);
  if (!value) throw new Error(`${counter} of ${channel} is not recorded at ${height}`);
  return Buffer.from(value).readBigUInt64BE() - 1n;
}

/** Counts `recv_packet` events from the provider in a consumer's recorded blocks. Ask with rising heights. */
export class ReceivedCounter {
  #next = 1;
  #count = 0n;

  constructor(
    private readonly record: RecordedNetwork,
    private readonly chainId: string,
  ) {}

  upTo(height: number): bigint {
    for (; this.#next <= height; this.#next += 1) {
      const { results } = this.record.blockAt(this.chainId, this.#next);
      for (const tx of results.txs_results ?? []) {
        if (tx.code) continue;
        const received = tx.events.filter(
          (event) =>
            event.type === "recv_packet" &&
            event.attributes.some(({ key, value }) => key === "packet_src_port" && value === "provider"),
        );
        this.#count += BigInt(received.length);
      }
    }
    return this.#count;
  }
}

/** Prefix 03: ASCII decimal. */
export function slashMeterOf(rows: RawRows): string | undefined {
  const value = rows.get("03");
  return value === undefined ? undefined : Buffer.from(value).toString("latin1");
}

/** Prefix 04: 29 characters of time (`2006-01-02T15:04:05.000000000`). */
export function replenishCandidateOf(rows: RawRows): bigint | undefined {
  const value = rows.get("04");
  return value === undefined ? undefined : nanos(`${Buffer.from(value).toString("latin1")}Z`);
}
