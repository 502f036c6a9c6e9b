/**
 * The number of the `pagination` field in each request that has one. A recording holds every answer whole, asked without a
 * page request (tape/README.md), so this field is taken out before an answer is looked up.
 */
const PAGE_FIELD: Readonly<Record<string, number>> = {
  "/interchain_security.ccv.provider.v1.Query/QueryConsumerChains": 2,
  "/cosmos.auth.v1beta1.Query/Accounts": 1,
  "/cosmos.bank.v1beta1.Query/AllBalances": 2,
  "/cosmos.bank.v1beta1.Query/SpendableBalances": 2,
  "/cosmos.bank.v1beta1.Query/TotalSupply": 1,
  "/cosmos.bank.v1beta1.Query/DenomsMetadata": 1,
  "/cosmos.bank.v1beta1.Query/DenomOwners": 2,
  "/cosmos.bank.v1beta1.Query/SendEnabled": 99,
  "/cosmos.distribution.v1beta1.Query/ValidatorSlashes": 4,
  "/cosmos.gov.v1.Query/Proposals": 4,
  "/cosmos.gov.v1.Query/Votes": 2,
  "/cosmos.gov.v1.Query/Deposits": 2,
  "/cosmos.gov.v1beta1.Query/Proposals": 4,
  "/cosmos.gov.v1beta1.Query/Votes": 2,
  "/cosmos.gov.v1beta1.Query/Deposits": 2,
  "/cosmos.slashing.v1beta1.Query/SigningInfos": 1,
  "/cosmos.staking.v1beta1.Query/Validators": 2,
  "/cosmos.staking.v1beta1.Query/ValidatorDelegations": 2,
  "/cosmos.staking.v1beta1.Query/ValidatorUnbondingDelegations": 2,
  "/cosmos.staking.v1beta1.Query/DelegatorDelegations": 2,
  "/cosmos.staking.v1beta1.Query/DelegatorUnbondingDelegations": 2,
  "/cosmos.staking.v1beta1.Query/DelegatorValidators": 2,
  "/cosmos.staking.v1beta1.Query/Redelegations": 4,
  "/ibc.applications.transfer.v1.Query/DenomTraces": 1,
  "/ibc.applications.transfer.v1.Query/Denoms": 1,
  "/ibc.core.channel.v1.Query/Channels": 1,
  "/ibc.core.channel.v1.Query/ConnectionChannels": 2,
  "/ibc.core.channel.v1.Query/PacketCommitments": 3,
  "/ibc.core.channel.v1.Query/PacketAcknowledgements": 3,
  "/ibc.core.client.v1.Query/ClientStates": 1,
  "/ibc.core.client.v1.Query/ConsensusStates": 2,
  "/ibc.core.client.v1.Query/ConsensusStateHeights": 2,
  "/ibc.core.connection.v1.Query/Connections": 1,
};

interface Field {
  readonly number: number;
  readonly bytes: Buffer;
  readonly isDefault: boolean;
}

/**
 * The request as the recording asked it: no page request, no zero or empty field written out (proto3 allows both forms),
 * fields in order of number. Bytes that are not a protobuf message come back unchanged.
 */
export function canonicalRequest(path: string, data: Buffer): Buffer {
  const fields = splitFields(data);
  if (!fields) return data;
  const kept = fields.filter((field) => field.number !== PAGE_FIELD[path] && !field.isDefault);
  return Buffer.concat(kept.sort((a, b) => a.number - b.number).map((field) => field.bytes));
}

function splitFields(data: Buffer): Field[] | undefined {
  const fields: Field[] = [];
  for (let start = 0; start < data.length; ) {
    const key = readVarint(data, start);
    if (!key) return undefined;
    const wireType = Number(key.value & 7n);
    let end = key.end;
    let isDefault = false;
    if (wireType === 0) {
      const value = readVarint(data, end);
      if (!value) return undefined;
      end = value.end;
      isDefault = value.value === 0n;
    } else if (wireType === 2) {
      const length = readVarint(data, end);
      if (!length) return undefined;
      end = length.end + Number(length.value);
      isDefault = length.value === 0n;
    } else if (wireType === 1 || wireType === 5) {
      const width = wireType === 1 ? 8 : 4;
      isDefault = data.subarray(end, end + width).every((byte) => byte === 0);
      end += width;
    } else return undefined;
    if (end > data.length) return undefined;
    fields.push({ number: Number(key.value >> 3n), bytes: data.subarray(start, end), isDefault });
    start = end;
  }
  return fields;
}

function readVarint(data: Buffer, start: number): { value: bigint; end: number } | undefined {
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = data[start + i];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  return undefined;
}
