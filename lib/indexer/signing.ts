import { ChainError } from "@/lib/chain/errors";
import { decodeVscPacket } from "@/lib/chain/packets";
import { fetchSlashingParams } from "@/lib/chain/slashing";
import type { ChainEvent, DecodedBlock } from "@/lib/chain/types";
import { parseConsAddress } from "@/lib/ics/address";
import type { ConsHex } from "@/lib/ics/ids";
import { bySigningOrder } from "@/lib/ics/signing-order";
import type { CometValidator, SlashingParams } from "@/lib/ics/types";
import { OPEN_UNTIL } from "@/lib/store/schema";
import type { BlockFollower, FollowContext } from "./block-follower";
import type { ResumeState, RowsByTable } from "./chain-process";
import { addressOf } from "./comet-tracker";
import { RangeBook } from "./range-book";

/** `block_id_flag` of a vote that is not there. A vote for nil counts as signed in x/slashing. */
const ABSENT = 1;
/** Parameters are read again this often even if nothing says that they changed (an upgrade changes them silently). */
const PARAMS_AUDIT_BLOCKS = 5_000;
/**
 * They are first read so many blocks into the record, since before that no window says anything; where a node does not say,
 * again after as many, then twice as many, and so on.
 */
const FIRST_WAIT_BLOCKS = 10;
/** Messages of a proposal that may change x/slashing; a legacy parameter change travels in the second. */
const CHANGES_SLASHING = /cosmos\.slashing\.v1beta1\.MsgUpdateParams|MsgExecLegacyContent/;

interface AddressFact {
  readonly address: ConsHex;
}

/** Who signs from a height on, in the order of a commit's signatures. */
interface Order {
  readonly from: number;
  /** `undefined`: the set of these heights is not known. */
  readonly addresses: readonly ConsHex[] | undefined;
}

interface SigningMemory {
  readonly orders?: readonly Order[];
  readonly params: { readonly askAt: number; readonly wait: number };
  /** Proposals that would change x/slashing, and are not decided yet. */
  readonly proposals?: readonly string[];
}

/**
 * Who was in the set of a chain, which of its blocks each missed, and whom it does not watch for downtime: enough to count
 * as the chain's x/slashing does (ics-protocol.md §6.5), kept as ranges, so that who signs costs no row.
 */
export class SigningFollower implements BlockFollower<FollowContext> {
  readonly name = "signing";
  readonly version = 1;
  readonly tables = [
    "set_member",
    "missed_blocks",
    "outstanding_downtime",
    "slashing_params",
    "slash_request",
  ] as const;
  readonly #members = new RangeBook<AddressFact>(({ address }) => address);
  readonly #missed = new RangeBook<AddressFact>(({ address }) => address);
  readonly #outstanding = new RangeBook<AddressFact>(({ address }) => address);
  readonly #params = new RangeBook<SlashingParams>(() => "params");
  #orders: Order[] = [];
  #requests: object[] = [];
  #relearned = 0;
  #askParamsAt: number | undefined;
  readonly #proposals = new Set<string>();
  #wait = FIRST_WAIT_BLOCKS;

  resume({ open }: ResumeState, memory: unknown): void {
    loadAddresses(this.#members, open.set_member);
    loadAddresses(this.#missed, open.missed_blocks);
    loadAddresses(this.#outstanding, open.outstanding_downtime);
    const params = (open.slashing_params ?? []).filter(isOpen);
    this.#params.load(params.map((row) => ({ fact: row.params as SlashingParams, from: Number(row.from_height) })));
    const kept = memory as SigningMemory | undefined;
    const set = (open.comet_validator ?? []).filter(isOpen);
    if (set.length > 0) this.#orders = [...(kept?.orders ?? [{ from: 0, addresses: orderOf(set.map(cometOf)) }])];
    this.#askParamsAt = kept?.params.askAt;
    this.#wait = kept?.params.wait ?? FIRST_WAIT_BLOCKS;
    for (const id of kept?.proposals ?? []) this.#proposals.add(id);
  }

  async step(block: DecodedBlock, context: FollowContext): Promise<void> {
    this.#followSet(block, context);
    this.#takeFlags(block);
    for (const event of block.events) this.#takeEvent(event, block.height);
    await this.#readParams(block, context);
  }

  drain(chainId: string): RowsByTable {
    return {
      set_member: rowsOf(this.#members, chainId),
      missed_blocks: rowsOf(this.#missed, chainId),
      outstanding_downtime: rowsOf(this.#outstanding, chainId),
      slashing_params: this.#params.drain().map(({ fact, from, until }) => ({
        chain_id: chainId,
        params: fact,
        from_height: from,
        until_height: until ?? String(OPEN_UNTIL),
      })),
      slash_request: this.#requests.splice(0).map((row) => ({ chain_id: chainId, ...row })),
    };
  }

  /** Orders are kept only while the next flags will be of another set than the one that is open in the store. */
  memory(): SigningMemory {
    return {
      ...(this.#orders.length > 1 || this.#orders[0]?.addresses === undefined ? { orders: this.#orders } : {}),
      ...(this.#proposals.size > 0 ? { proposals: [...this.#proposals] } : {}),
      params: { askAt: this.#askParamsAt ?? 0, wait: this.#wait },
    };
  }

  /** After block H the tracker holds the set that signs H + 2; flags in block H are of the set of H - 1. */
  #followSet(block: DecodedBlock, { comet, afterGap }: FollowContext): void {
    const { height, validatorUpdates } = block;
    const isFirst = this.#orders.length === 0 || afterGap;
    const isRelearned = comet.relearned !== this.#relearned;
    this.#relearned = comet.relearned;
    if (!isFirst && !isRelearned && validatorUpdates.length === 0) return;
    const pending = comet.pending();
    const addresses = orderOf(pending);
    if (isFirst) {
      const isSteady = validatorUpdates.length === 0 && block.validatorsHash === block.nextValidatorsHash;
      const known = { from: isSteady ? height : height + 2, addresses };
      this.#orders = [...(afterGap ? [{ from: 0, addresses: undefined }] : []), known];
      if (afterGap) this.#missed.replace([], height);
      this.#members.replace(
        pending.map(({ address }) => ({ address })),
        known.from,
      );
      return;
    }
    if (isRelearned) {
      const known = validatorUpdates.length === 0 ? addresses : undefined;
      this.#orders.push({ from: height + 1, addresses: known });
    }
    this.#orders.push({ from: height + 2, addresses });
    this.#members.replace(
      pending.map(({ address }) => ({ address })),
      height + 2,
    );
    for (const update of validatorUpdates) {
      const address = addressOf(update.pubKey);
      // A validator that enters the set is watched again (§6.5). A mere change of power does not lift the flag.
      if (this.#members.since(address) === height + 2) this.#outstanding.remove(address, height + 1);
    }
  }

  #takeFlags({ height, lastCommitHeight, commitFlags }: DecodedBlock): void {
    const signed = height - 1;
    while (this.#orders.length > 1 && (this.#orders[1]?.from ?? 0) <= signed) this.#orders.shift();
    const order = this.#orders[0];
    if (commitFlags.length === 0 || lastCommitHeight !== signed) return;
    const addresses = order !== undefined && order.from <= signed ? order.addresses : undefined;
    if (addresses?.length !== commitFlags.length) return;
    const absent = addresses.filter((_, i) => commitFlags[i] === ABSENT);
    this.#missed.replace(
      absent.map((address) => ({ address })),
      signed,
    );
  }

  #takeEvent({ type, attrs }: ChainEvent, height: number): void {
    const downtime = type === "slash" && attrs.reason === "missing_signature" ? attrs.address : undefined;
    if (type === "consumer_slash_request") this.#takeRequest(attrs, height);
    const isDowntimeRequest = type === "consumer_slash_request" && /DOWNTIME/.test(attrs.infraction_type ?? "");
    const address = parseConsAddress(downtime ?? (isDowntimeRequest ? (attrs.validator_address ?? "") : ""));
    if (address !== undefined) this.#outstanding.set({ address }, height + 1);
    if (type === "recv_packet" && attrs.packet_src_port === "provider") {
      for (const acked of slashAcksOf(attrs.packet_data_hex)) this.#outstanding.remove(acked, height + 1);
    }
  }

  #takeRequest(attrs: ChainEvent["attrs"], height: number): void {
    const address = parseConsAddress(attrs.validator_address ?? "");
    if (address === undefined) return;
    this.#requests.push({
      height,
      ordinal: this.#requests.filter((row) => (row as { height: number }).height === height).length,
      cons_address: address,
      infraction: /DOUBLE_SIGN/.test(attrs.infraction_type ?? "") ? "double-sign" : "downtime",
      vsc_id: /^\d{1,20}$/.test(attrs.valset_update_id ?? "") ? attrs.valset_update_id : null,
    });
  }

  async #readParams({ height, events }: DecodedBlock, { client, afterGap, signal }: FollowContext): Promise<void> {
    this.#askParamsAt ??= height + this.#wait;
    let mayHaveChanged = afterGap;
    for (const { type, attrs } of events) {
      const id = attrs.proposal_id ?? "";
      if (type === "submit_proposal" && CHANGES_SLASHING.test(attrs.proposal_messages ?? "")) this.#proposals.add(id);
      else if (type === "active_proposal" && this.#proposals.delete(id)) mayHaveChanged = true;
    }
    if (height < this.#askParamsAt && !mayHaveChanged) return;
    try {
      this.#params.set(await fetchSlashingParams(client, height, signal), height);
      this.#askParamsAt = height + PARAMS_AUDIT_BLOCKS;
      this.#wait = FIRST_WAIT_BLOCKS;
    } catch (error) {
      // A chain without x/slashing, or a node that does not say: the figures that need it stay unknown.
      if (!(error instanceof ChainError) || error.retryable || error.code === "aborted") throw error;
      this.#askParamsAt = height + this.#wait;
      this.#wait = Math.min(this.#wait * 2, PARAMS_AUDIT_BLOCKS);
    }
  }
}

function slashAcksOf(hex: string | undefined): readonly ConsHex[] {
  try {
    return decodeVscPacket(hex ?? "").slashAcks;
  } catch {
    return [];
  }
}

type Row = Readonly<Record<string, unknown>>;

function isOpen(row: Row): boolean {
  return BigInt(String(row.until_height)) === OPEN_UNTIL;
}

function loadAddresses(book: RangeBook<AddressFact>, rows: readonly Row[] | undefined): void {
  const open = (rows ?? []).filter(isOpen);
  book.load(open.map((row) => ({ fact: { address: row.address as ConsHex }, from: Number(row.from_height) })));
}

function rowsOf(book: RangeBook<AddressFact>, chainId: string): object[] {
  return book.drain().map(({ fact, from, until }) => ({
    chain_id: chainId,
    address: fact.address,
    from_height: from,
    until_height: until ?? String(OPEN_UNTIL),
  }));
}

function cometOf(row: Row): Pick<CometValidator, "address" | "power"> {
  return { address: row.address as ConsHex, power: BigInt(String(row.power)) };
}

function orderOf(set: readonly Pick<CometValidator, "address" | "power">[]): ConsHex[] {
  return set.toSorted(bySigningOrder).map(({ address }) => address);
}
