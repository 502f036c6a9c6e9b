import { parseConsAddress } from "@/lib/ics/address";
import type { ConsHex, Ed25519Hex, OperatorAddress } from "@/lib/ics/ids";
import type { WhatIfBase } from "@/lib/ics/what-if";
import { bytesToHex, parseBase64 } from "@/lib/shared/bytes";
import type { WhatIfView } from "./contracts/what-if";

/** The answer of `…/what-if` as the computation takes it. The server has checked it against its contract. */
export function whatIfBase({ data, providerHeight }: { data: WhatIfView; providerHeight: number }): WhatIfBase {
  const { allowlist, denylist, prioritylist, ...rules } = data.rules;
  return {
    providerHeight,
    validators: data.validators.map(({ operator, providerConsAddress, pubKey, moniker: _, ...staking }) => ({
      ...staking,
      operator: operator as OperatorAddress,
      consAddress: consOf(providerConsAddress),
      pubKey: bytesToHex(parseBase64(pubKey) ?? new Uint8Array()) as Ed25519Hex,
      tokens: BigInt(staking.tokens),
      power: BigInt(staking.power),
    })),
    maxProviderConsensusValidators: data.maxProviderConsensusValidators,
    powerShaping: {
      ...rules,
      allowlist: allowlist.map(consOf),
      denylist: denylist.map(consOf),
      prioritylist: prioritylist.map(consOf),
    },
    optedIn: new Set(data.optedIn.map(consOf)),
    storedSet: data.stored.map(({ providerConsAddress, power, joinHeight }) => ({
      consAddress: consOf(providerConsAddress),
      power: BigInt(power),
      pubKey: "" as Ed25519Hex,
      joinHeight,
    })),
    powerReduction: BigInt(data.powerReduction),
  };
}

function consOf(text: string): ConsHex {
  const address = parseConsAddress(text);
  if (address === undefined) throw new Error(`not a consensus address: ${text.slice(0, 60)}`);
  return address;
}
