const NODE = `\${NODE:-http://localhost:26657}`;
const CONSUMER = `\${CONSUMER:-http://localhost:26658}`;

/** Queries of the provider module (ics-protocol.md §3). */
type ProviderQuery = "QueryConsumerChains" | "QueryConsumerChain" | "QueryConsumerValidators" | "QueryThrottleState";

/** A command that asks the provider's module at a height. The request has a consumer id as field 1, or nothing. */
export function providerQueryCommand(query: ProviderQuery, height: number, consumerId?: string): string {
  const data = consumerId === undefined ? "" : `&data=0x${stringField1(consumerId)}`;
  const path = encodeURIComponent(`"/interchain_security.ccv.provider.v1.Query/${query}"`);
  return `curl -sg "${NODE}/abci_query?path=${path}${data}&height=${height}"`;
}

/** A command that asks a consumer's node which validators sign a height of it. */
export function consumerValidatorsCommand(height: number): string {
  return `curl -sg "${CONSUMER}/validators?height=${height}&per_page=100"`;
}

/** Protobuf: field 1, length-delimited. An id is a few digits; longer than 127 bytes it would need a longer length. */
function stringField1(text: string): string {
  const bytes = new TextEncoder().encode(text.slice(0, 100));
  return `0a${[bytes.length, ...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
