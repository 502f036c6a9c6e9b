import { type ConsumerEvidence, decodeConsumerEvidence } from "@/lib/chain/consumer-evidence";
import type { ChainEvent, DecodedBlock } from "@/lib/chain/types";
import { formatOperatorAddress, parseAnyAddress, parseConsAddress } from "@/lib/ics/address";
import { type ConsHex, type ConsumerId, parseConsumerId } from "@/lib/ics/ids";
import type { ConsumerFacts, SlashJailParameters } from "@/lib/ics/types";
import type { BlockFollower } from "./block-follower";
import type { ResumeState, RowsByTable } from "./chain-process";
import type { ProviderContext } from "./provider-followers";
import { type Accused, type Burnt, burntByEach, burntByOne, expectedBurn, stakeBurns } from "./punishment-burns";
import { type OriginFault, originOfSlash } from "./punishment-origin";

type Kind = "downtime" | "double-sign" | "light-client";

interface Punishment {
  readonly cons_address: ConsHex;
  readonly kind: Kind;
  readonly cause: "provider" | "consumer";
  readonly consumer_id?: string;
  readonly consumer_chain_id?: string;
  readonly channel_id?: string;
  readonly sequence?: string;
  readonly because?: OriginFault;
  readonly tx_hash?: string;
  readonly msg_index?: number;
  readonly submitter?: string;
  readonly consumer_address?: string;
  readonly vsc_id?: string;
  readonly infraction_height?: number;
  readonly fraction?: string;
  readonly jailed_until_ns?: string;
  readonly tombstoned: boolean;
  readonly power?: string;
  readonly amount?: string;
  readonly amount_unbonding?: string;
  readonly amount_because?: string;
  readonly detail: object;
}

interface PunishmentMemory {
  readonly jailed: readonly ConsHex[];
  readonly tombstoned: readonly ConsHex[];
  /** Keys replaced by another, which still name their validator: "consumer/address" → validator. */
  readonly retired: Readonly<Record<string, ConsHex>>;
}

const KEY_EVENTS = new Set(["assign_consumer_key", "opt_in"]);
const EVIDENCE_EVENTS = new Set(["submit_consumer_double_voting", "submit_consumer_misbehaviour"]);
/** x/staking reaches this far back for the set a downtime was in: `ValidatorUpdateDelay + 1`. */
const DOWNTIME_LAG = 2;

/**
 * Who was punished on the provider, for what, by whom: jailings, slashes and tombstones from events, joined to the packet or
 * the evidence they came from (ics-protocol.md §5.2, §6.5). An event for somebody who is jailed already punished nobody.
 */
export class PunishmentFollower implements BlockFollower<ProviderContext> {
  readonly name = "punishments";
  readonly version = 1;
  readonly tables = ["punishment", "unjailing"] as const;
  #rows: object[] = [];
  #unjailings: object[] = [];
  #jailed = new Set<ConsHex>();
  #tombstoned = new Set<ConsHex>();
  #retired = new Map<string, ConsHex>();
  readonly #keys = new Map<string, ConsHex>();
  #powers = new Map<ConsHex, bigint>();
  #started = false;

  resume({ open }: ResumeState, memory: unknown): void {
    const kept = memory as PunishmentMemory | undefined;
    if (!kept) return;
    this.#started = true;
    this.#jailed = new Set(kept.jailed);
    this.#tombstoned = new Set(kept.tombstoned);
    this.#retired = new Map(Object.entries(kept.retired));
    for (const row of open.assigned_key ?? [])
      this.#keys.set(`${row.consumer_id}/${row.consumer_address}`, row.cons_address as ConsHex);
    for (const row of open.comet_validator ?? []) this.#powers.set(row.address as ConsHex, BigInt(String(row.power)));
  }

  async step(block: DecodedBlock, context: ProviderContext): Promise<void> {
    const punishments: Punishment[] = [];
    for (const event of block.events) {
      if (event.type === "unjail") this.#unjail(block, event, context);
      for (const punishment of this.#punishmentsOf(block, event, context)) {
        punishments.push(punishment);
        this.#jailed.add(punishment.cons_address);
        if (punishment.tombstoned) this.#tombstoned.add(punishment.cons_address);
      }
    }
    for (const [ordinal, punishment] of punishments.entries())
      this.#rows.push({ height: block.height, ordinal, ...punishment });
    this.#remember(block, context, punishments.length > 0);
  }

  drain(): RowsByTable {
    return { punishment: this.#rows.splice(0), unjailing: this.#unjailings.splice(0) };
  }

  memory(): PunishmentMemory {
    return {
      jailed: [...this.#jailed].sort(),
      tombstoned: [...this.#tombstoned].sort(),
      retired: Object.fromEntries([...this.#retired].sort()),
    };
  }

  #punishmentsOf(block: DecodedBlock, event: ChainEvent, context: ProviderContext): Punishment[] {
    switch (event.type) {
      case "slash":
        return this.#ownSlash(block, event);
      case "execute_consumer_chain_slash":
        return this.#consumerDowntime(block, event, context);
      case "submit_consumer_double_voting":
      case "submit_consumer_misbehaviour":
        return this.#consumerEvidence(block, event, context);
      default:
        return [];
    }
  }

  /** x/slashing and x/evidence of the provider itself (§5.5). The event that only says `jailed` repeats the one before it. */
  #ownSlash(block: DecodedBlock, { attrs }: ChainEvent): Punishment[] {
    const address = parseConsAddress(attrs.address ?? "");
    if (address === undefined) return [];
    const isDowntime = attrs.reason === "missing_signature";
    const evidence = block.evidence.find(({ validators }) => validators.includes(address));
    const amount = /^\d+$/.test(attrs.burned_coins ?? "") ? { amount: attrs.burned_coins ?? "" } : undefined;
    return [
      {
        cons_address: address,
        kind: isDowntime ? "downtime" : (evidence?.kind ?? "double-sign"),
        cause: "provider",
        // The set that signed a block was fixed by the block before the one before it (SDK `ValidatorUpdateDelay`).
        ...(isDowntime
          ? { infraction_height: block.height - DOWNTIME_LAG }
          : evidence
            ? { infraction_height: evidence.height - 1 }
            : {}),
        ...(/^\d+$/.test(attrs.power ?? "") ? { power: attrs.power ?? "" } : {}),
        ...(amount ?? { amount_because: "no-burn-event" }),
        tombstoned: !isDowntime,
        detail: evidence ? { evidenceHeight: evidence.height } : {},
      },
    ];
  }

  #consumerDowntime(block: DecodedBlock, event: ChainEvent, { facts, staking }: ProviderContext): Punishment[] {
    const address = parseConsAddress(event.attrs.validator_address ?? "");
    // The event also tells of a packet against somebody who is jailed already; then nothing was done to it (§6.5).
    if (address === undefined || this.#jailed.has(address)) return [];
    const origin = originOfSlash(event, block.events, facts.consumers.values());
    const { consumer, packet } = origin;
    const terms = consumer?.infraction?.downtime;
    const burns = stakeBurns(
      sameMessage(block.events, event).filter(({ index }) => index > (origin.receivedAt ?? -1) && index < event.index),
    );
    const fraction = terms?.slashFraction;
    const expected =
      packet && fraction !== undefined ? expectedBurn(packet.power, staking.powerReduction, fraction) : undefined;
    return [
      {
        cons_address: address,
        kind: /DOUBLE_SIGN/.test(event.attrs.infraction_type ?? "") ? "double-sign" : "downtime",
        cause: "consumer",
        ...namesOf(consumer),
        ...(origin.channelId === undefined ? {} : { channel_id: origin.channelId }),
        ...(origin.sequence === undefined ? {} : { sequence: origin.sequence }),
        ...(origin.because === undefined ? {} : { because: origin.because }),
        ...placeOf(event),
        ...(packet ? { consumer_address: packet.validator, power: String(packet.power) } : {}),
        ...numberText("vsc_id", event.attrs.valset_update_id),
        ...heightOf(event.attrs.infraction_height),
        ...termsOf(terms, block.timeNs, false),
        tombstoned: false,
        ...burntText(burntByOne(burns, expected)),
        detail: expected === undefined ? {} : { expected: String(expected) },
      },
    ];
  }

  #consumerEvidence(block: DecodedBlock, event: ChainEvent, context: ProviderContext): Punishment[] {
    const { facts, staking } = context;
    const id = parseConsumerId(event.attrs.consumer_id ?? "");
    const consumer = id === undefined ? undefined : facts.consumers.get(id);
    const kind = event.type === "submit_consumer_double_voting" ? "double-sign" : "light-client";
    const evidence = evidenceOf(block, event, kind, id);
    const accused = this.#accused(evidence, id, block, context);
    const terms = consumer?.infraction?.doubleSign;
    const shares = accused.map(({ address }): Accused => {
      const power = this.#powers.get(address);
      return {
        atLeast:
          terms && power !== undefined ? expectedBurn(power, staking.powerReduction, terms.slashFraction) : undefined,
      };
    });
    const burns = burntByEach(stakeBurns(burnsBefore(block.events, event)), shares);
    return accused.map(({ address, consumerAddress }, i) => ({
      cons_address: address,
      kind,
      cause: "consumer" as const,
      ...(consumer
        ? namesOf(consumer)
        : { ...(id === undefined ? {} : { consumer_id: id }), because: "unknown-consumer" as const }),
      ...placeOf(event),
      ...(event.attrs.submitter_address ? { submitter: event.attrs.submitter_address.slice(0, 128) } : {}),
      ...(consumerAddress === undefined ? {} : { consumer_address: consumerAddress }),
      ...termsOf(terms, block.timeNs, true),
      tombstoned: terms?.tombstone ?? true,
      ...(this.#powers.has(address) ? { power: String(this.#powers.get(address)) } : {}),
      ...burntText(burns[i] ?? { because: "burns-not-told-apart" }),
      detail: {
        ...detailOf(evidence),
        ...(shares[i]?.atLeast === undefined ? {} : { atLeast: String(shares[i]?.atLeast) }),
      },
    }));
  }

  /** Provider validators behind the addresses of the evidence. Who cannot be punished (tombstoned) is left out, as the chain does. */
  #accused(
    evidence: ConsumerEvidence | undefined,
    consumerId: ConsumerId | undefined,
    block: DecodedBlock,
    context: ProviderContext,
  ): { address: ConsHex; consumerAddress?: ConsHex }[] {
    const named = evidence?.kind === "light-client" ? evidence.signedBoth : evidence ? [evidence.validator] : [];
    const found = named.flatMap((consumerAddress) => {
      const address = this.#ownerOf(consumerId, consumerAddress, context);
      return address === undefined || this.#tombstoned.has(address) ? [] : [{ address, consumerAddress }];
    });
    if (found.length > 0) return found;
    // Evidence we cannot read: who left the set in this block was jailed in it.
    const left = block.validatorUpdates.filter(({ power }) => power === 0n).map(({ pubKey }) => pubKey);
    return context.staking
      .values()
      .filter(({ pubKey, consAddress }) => left.includes(pubKey) && !this.#jailed.has(consAddress))
      .map(({ consAddress }) => ({ address: consAddress }));
  }

  /** §6.4: the assigned or formerly assigned key, else the validator with this very key on the provider. */
  #ownerOf(
    consumerId: ConsumerId | undefined,
    consumerAddress: ConsHex,
    { staking }: ProviderContext,
  ): ConsHex | undefined {
    const key = `${consumerId}/${consumerAddress}`;
    const known = this.#keys.get(key) ?? this.#retired.get(key);
    return known ?? staking.values().find(({ consAddress }) => consAddress === consumerAddress)?.consAddress;
  }

  #unjail(block: DecodedBlock, { attrs, txHash }: ChainEvent, { staking }: ProviderContext): void {
    const sender = parseAnyAddress(attrs.sender ?? "");
    if (sender?.prefix === undefined) return;
    const operator = formatOperatorAddress(sender.hex, sender.prefix);
    const validator = staking.findByOperator(operator);
    if (validator) this.#jailed.delete(validator.consAddress);
    const ordinal = this.#unjailings.filter((row) => (row as { height: number }).height === block.height).length;
    this.#unjailings.push({ height: block.height, ordinal, operator, tx_hash: txHash ?? null });
  }

  /** What the next block's events must be read against: keys, powers, and who is jailed. */
  #remember(block: DecodedBlock, { facts, staking, comet, afterGap }: ProviderContext, hasPunished: boolean): void {
    const isFirst = !this.#started || afterGap;
    this.#started = true;
    if (isFirst || block.events.some(({ type }) => KEY_EVENTS.has(type))) this.#takeKeys(facts.assignedKeys.values());
    if (isFirst || block.validatorUpdates.length > 0)
      this.#powers = new Map(comet.pending().map(({ address, power }) => [address, power]));
    // x/staking jails by itself who withdraws too much of its own stake, and no event says so; the state does.
    const isSettled = staking.dirtySince === undefined && block.height % RESYNC_BLOCKS === 0 && !hasPunished;
    if (isFirst || isSettled)
      this.#jailed = new Set(staking.values().flatMap(({ jailed, consAddress }) => (jailed ? [consAddress] : [])));
  }

  #takeKeys(rows: readonly { consumerId: string; consAddress: ConsHex; consumerAddress: ConsHex }[]): void {
    const now = new Map(rows.map((row) => [`${row.consumerId}/${row.consumerAddress}`, row.consAddress]));
    for (const [key, owner] of this.#keys) if (!now.has(key)) this.#retired.set(key, owner);
    this.#keys.clear();
    for (const [key, owner] of now) this.#keys.set(key, owner);
  }
}

/** The staking state is trusted over our own list this often: state reads come with epochs. */
const RESYNC_BLOCKS = 120;

function sameMessage(events: readonly ChainEvent[], { txIndex, msgIndex }: ChainEvent): ChainEvent[] {
  return events.filter((other) => other.txIndex === txIndex && other.msgIndex === msgIndex);
}

/** Burns that belong to evidence: those since the evidence before it in the same message. */
function burnsBefore(events: readonly ChainEvent[], event: ChainEvent): ChainEvent[] {
  const before = sameMessage(events, event).filter(({ index }) => index < event.index);
  const last = before.findLast(({ type }) => EVIDENCE_EVENTS.has(type));
  return before.filter(({ index }) => index > (last?.index ?? -1));
}

function evidenceOf(
  block: DecodedBlock,
  event: ChainEvent,
  kind: ConsumerEvidence["kind"],
  id: ConsumerId | undefined,
): ConsumerEvidence | undefined {
  const all = decodeConsumerEvidence(block.txs[event.txIndex ?? -1] ?? "", event.msgIndex).filter(
    (evidence) => evidence.kind === kind && (evidence.consumerId ?? id) === id,
  );
  // Several of one kind wrapped in one message come in the order of their events.
  const before = sameMessage(block.events, event).filter(
    ({ type, index }) => type === event.type && index < event.index,
  );
  return all.length === 1 ? all[0] : all[before.length];
}

function detailOf(evidence: ConsumerEvidence | undefined): object {
  if (!evidence) return { evidence: "undecodable" };
  const { kind, consumerHeight } = evidence;
  return kind === "double-sign"
    ? { consumerHeight, round: evidence.round, blocks: evidence.blocks, votedAt: evidence.votedAt }
    : { consumerHeight, headers: evidence.headers, signedBoth: evidence.signedBoth };
}

function namesOf(consumer: ConsumerFacts | undefined): { consumer_id?: string; consumer_chain_id?: string } {
  return consumer ? { consumer_id: consumer.consumerId, consumer_chain_id: consumer.chainId } : {};
}

function placeOf({ txHash, msgIndex }: ChainEvent): { tx_hash?: string; msg_index?: number } {
  return {
    ...(txHash === undefined ? {} : { tx_hash: txHash }),
    ...(msgIndex === undefined ? {} : { msg_index: msgIndex }),
  };
}

/** What the consumer's own infraction parameters say; before ICS v6.4 it had none, and then the terms are not in our record. */
function termsOf(
  terms: SlashJailParameters | undefined,
  timeNs: bigint,
  isSevere: boolean,
): { fraction?: string; jailed_until_ns?: string } {
  if (!terms) return {};
  const jailNs = BigInt(terms.jailDurationNs);
  return {
    fraction: terms.slashFraction,
    ...(jailNs > 0n || isSevere ? { jailed_until_ns: String(timeNs + jailNs) } : {}),
  };
}

function burntText(burnt: Burnt): { amount?: string; amount_unbonding?: string; amount_because?: string } {
  return "because" in burnt
    ? { amount_because: burnt.because }
    : { amount: String(burnt.amount), amount_unbonding: String(burnt.unbonding) };
}

function numberText<Key extends string>(key: Key, text: string | undefined): { [K in Key]?: string } {
  return (/^\d{1,20}$/.test(text ?? "") ? { [key]: text } : {}) as { [K in Key]?: string };
}

function heightOf(text: string | undefined): { infraction_height?: number } {
  const height = Number(text);
  return text !== undefined && /^\d{1,15}$/.test(text) ? { infraction_height: height } : {};
}
