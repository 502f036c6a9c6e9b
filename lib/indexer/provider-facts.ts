import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import type { AssignedKey, ConsumerFacts, ProviderParams, StoredValidator, VscPacketData } from "@/lib/ics/types";
import { RangeBook } from "./range-book";

export interface OptIn {
  readonly consumerId: ConsumerId;
  readonly consAddress: ConsHex;
}
export type StoredRow = StoredValidator & { readonly consumerId: ConsumerId };
export type AssignedKeyRow = AssignedKey & { readonly consumerId: ConsumerId };
export interface CommissionRow extends OptIn {
  readonly rate: string;
}
export interface QueuedRow {
  readonly consumerId: ConsumerId;
  readonly packet: VscPacketData;
}
/** `nextReplenishNs` is absent while the meter is full: the candidate then slides with every block (§6.5). */
export interface MeterRow {
  readonly meter: bigint;
  readonly allowance: bigint;
  readonly nextReplenishNs?: bigint;
}
export type ParamsRow = ProviderParams & {
  readonly registeredRewardDenoms: readonly string[];
  /** x/staking: what stake is held in, and how long unbonding takes. */
  readonly bondDenom: string;
  readonly unbondingPeriodNs: string;
};

const of = (consumerId: string, key: string) => `${consumerId}/${key}`;

/** Everything the provider says, except its own validators: one book of ranges for each kind of fact. */
export class ProviderFacts {
  readonly params = new RangeBook<ParamsRow>(() => "params");
  readonly consumers = new RangeBook<ConsumerFacts>((consumer) => consumer.consumerId);
  readonly optedIn = new RangeBook<OptIn>((row) => of(row.consumerId, row.consAddress));
  readonly stored = new RangeBook<StoredRow>((row) => of(row.consumerId, row.consAddress));
  readonly assignedKeys = new RangeBook<AssignedKeyRow>((row) => of(row.consumerId, row.consAddress));
  readonly commissions = new RangeBook<CommissionRow>((row) => of(row.consumerId, row.consAddress));
  readonly queued = new RangeBook<QueuedRow>((row) => of(row.consumerId, String(row.packet.valsetUpdateId)));
  readonly meter = new RangeBook<MeterRow>(() => "meter");

  optedInOf(consumerId: ConsumerId): Set<ConsHex> {
    return new Set(of1(this.optedIn, consumerId).map((row) => row.consAddress));
  }

  storedOf(consumerId: ConsumerId): StoredRow[] {
    return of1(this.stored, consumerId);
  }

  queuedOf(consumerId: ConsumerId): QueuedRow[] {
    return of1(this.queued, consumerId);
  }

  assignedKeysOf(consumerId: ConsumerId): AssignedKeyRow[] {
    return of1(this.assignedKeys, consumerId);
  }

  setOptedIn(consumerId: ConsumerId, members: readonly ConsHex[], height: number): void {
    const rows = members.map((consAddress) => ({ consumerId, consAddress }));
    this.optedIn.replace(rows, height, (row) => row.consumerId === consumerId);
  }

  setAssignedKeys(consumerId: ConsumerId, keys: readonly AssignedKey[], height: number): void {
    const rows = keys.map((key) => ({ ...key, consumerId }));
    this.assignedKeys.replace(rows, height, (row) => row.consumerId === consumerId);
  }

  setQueued(consumerId: ConsumerId, packets: readonly VscPacketData[], height: number): void {
    const rows = packets.map((packet) => ({ consumerId, packet }));
    this.queued.replace(rows, height, (row) => row.consumerId === consumerId);
  }

  /** Writes down a set as it stands after `height`. A member keeps its join height while it stays without a gap (§6.3). */
  setStored(
    consumerId: ConsumerId,
    members: readonly Omit<StoredValidator, "joinHeight">[],
    height: number,
    joinHeights?: ReadonlyMap<ConsHex, number>,
  ): void {
    const rows = members.map((member): StoredRow => {
      const before = this.stored.get(of(consumerId, member.consAddress));
      const joinHeight = joinHeights?.get(member.consAddress) ?? before?.joinHeight ?? height;
      const { consAddress, power, pubKey } = member;
      return { consAddress, power, pubKey, consumerId, joinHeight };
    });
    this.stored.replace(rows, height, (row) => row.consumerId === consumerId);
  }

  /** A deleted consumer keeps only what §2.3 says. */
  forgetDeleted(consumerId: ConsumerId, height: number): void {
    const isOf = (row: { readonly consumerId: ConsumerId }) => row.consumerId === consumerId;
    this.optedIn.replace([], height, isOf);
    this.stored.replace([], height, isOf);
    this.assignedKeys.replace([], height, isOf);
    this.commissions.replace([], height, isOf);
    this.queued.replace([], height, isOf);
  }
}

function of1<Row extends { readonly consumerId: ConsumerId }>(book: RangeBook<Row>, consumerId: ConsumerId): Row[] {
  return book.values().filter((row) => row.consumerId === consumerId);
}
