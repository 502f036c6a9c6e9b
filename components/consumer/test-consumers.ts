import type { ConsumerListItem, ConsumerValidatorView } from "@/lib/api/contracts/consumer";

/** A launched opt-in consumer in sync, changed as a test needs. */
export function aConsumer(changes: Partial<ConsumerListItem> = {}): ConsumerListItem {
  return {
    consumerId: "1",
    chainId: "orbit-1",
    name: "Orbit",
    phase: "launched",
    kind: "opt-in",
    topN: 0,
    clientId: "07-tendermint-1",
    channelId: "channel-0",
    validatorCount: 10,
    providerPower: "2760",
    consumerPower: "2760",
    shareOfProvider: "0.276",
    findings: [],
    vsc: { sent: "35", received: "35", acked: "35", queued: "0" },
    sync: { state: "in-sync" },
    lastBlock: { height: 1236, time: "2026-03-02T12:09:55Z" },
    hasEndpoint: true,
    ...changes,
  };
}

/** A validator in all four sets with power 100, changed as a test needs. */
export function aRow(changes: Partial<ConsumerValidatorView> = {}): ConsumerValidatorView {
  return {
    operator: "cosmosvaloper1aaaa",
    providerConsAddress: "cosmosvalcons1aaaa",
    moniker: "Aurora",
    optedIn: true,
    eligible: true,
    stored: { power: "100", key: "k1", joinHeight: 64 },
    signing: { power: "100", key: "k1", address: "orbitvalcons1aaaa" },
    providerPower: "100",
    keyAssigned: false,
    commission: "0.05",
    jailed: false,
    status: "bonded",
    active: true,
    ...changes,
  };
}
