import "server-only";
import { shortAddress } from "@/lib/format/short-text";
import type { ValidatorAt } from "@/lib/store/read-provider";
import { parseAnyName } from "./any-name";
import type { Frame } from "./frame";
import { type Found, fitOf, NOTHING, type SearchSource } from "./search-source";
import { type AddressMatch, findByAddress, type ValidatorIndex, validatorIndex } from "./validator-index";

/** Addresses and keys: operator, account, consensus address with any prefix, hex, public key, keys on consumers ever. */
export const searchAddresses: SearchSource = async (deps, frame, { text }) => {
  const parsed = parseAnyName(text);
  if (!parsed) return NOTHING;
  const matches = await findByAddress(deps, frame.snapshot, parsed);
  if (matches.length > 0) {
    return {
      hits: matches.map((match) => ({
        ...hitOf(frame, match.validator),
        matched: wordsOf(frame, match),
        isExact: true,
        fit: 1,
      })),
    };
  }
  // 64 digits may as well be a hash: that it is no key is no news then.
  if (parsed.kind === "pubkey" && /^(0x)?[0-9a-f]{64}$/i.test(text)) return NOTHING;
  const { chainId, height } = frame.snapshot;
  return {
    hits: [],
    miss: `This is ${FORM[parsed.kind]}, but it belongs to no validator of ${chainId} at block ${height}.`,
  };
};

const FORM = {
  operator: "an operator address",
  account: "an account address",
  consensus: "a consensus address",
  hex: "an address in hex",
  pubkey: "a public key",
} as const;

const BY = {
  operator: "operator address",
  account: "account of its operator",
  consensus: "consensus address on the provider",
  "provider-key": "key on the provider",
} as const;

function wordsOf({ snapshot }: Frame, { by, key }: AddressMatch): string {
  if (by !== "consumer-key") return BY[by];
  if (key === undefined) return "key on a consumer";
  const consumer = snapshot.consumers.find(({ consumerId }) => consumerId === key.consumerId);
  const blocks =
    key.untilHeight === undefined
      ? `since block ${key.fromHeight}`
      : `blocks ${key.fromHeight} to ${key.untilHeight - 1}`;
  return `key assigned on consumer ${key.consumerId}${consumer ? ` (${consumer.chainId})` : ""}, ${blocks}`;
}

/** Monikers, whole or in part. Many may bear one name: all of them are hits. */
export const searchMonikers: SearchSource = (_deps, frame, { folded, text }): Found => {
  if (folded === "") return NOTHING;
  const { snapshot } = frame;
  const { names, namesWith } = validatorIndex(snapshot);
  const hits = namesWith(folded).flatMap((i) => {
    const validator = snapshot.validators[i];
    const fit = fitOf(names[i] ?? "", folded);
    if (!validator || fit === undefined) return [];
    const isExact = fit === 1;
    const matched = isExact
      ? validator.moniker.trim() === text
        ? "moniker"
        : "moniker, but for case or accents"
      : "part of its moniker";
    // Among equals the stronger one first: the order of the snapshot.
    return [{ ...hitOf(frame, validator), matched, isExact, fit: fit - i / (snapshot.validators.length * 10 + 10) }];
  });
  return { hits };
};

interface ValidatorHit {
  readonly kind: "validator";
  readonly label: string;
  readonly detail: string;
  readonly link: string;
}

const hitsOf = new WeakMap<ValidatorIndex["rank"], WeakMap<ValidatorAt, ValidatorHit>>();

/**
 * Names repeat, so a hit says which one it is: its address, its place, and whether it is jailed. A short name fits thousands,
 * of whom the words are the same in every search until one of the validators changes.
 */
function hitOf({ snapshot }: Frame, validator: ValidatorAt): ValidatorHit {
  const { rank } = validatorIndex(snapshot);
  const hits = hitsOf.get(rank) ?? new WeakMap<ValidatorAt, ValidatorHit>();
  hitsOf.set(rank, hits);
  const hit = hits.get(validator) ?? wordHit(validator, rank.get(validator.consAddress));
  hits.set(validator, hit);
  return hit;
}

function wordHit({ moniker, operator, jailed }: ValidatorAt, rank: number | undefined): ValidatorHit {
  return {
    kind: "validator",
    label: moniker.trim() || shortAddress(operator),
    detail: `${shortAddress(operator)}, rank ${rank}${jailed ? ", jailed" : ""}`,
    link: `/validators/${operator}`,
  };
}
