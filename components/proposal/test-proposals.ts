import type { ProposalView, SetEffect } from "@/lib/api/contracts/proposal";

const TYPE = "/interchain_security.ccv.provider.v1.";

/** A proposal to change Top N, as the API tells it. */
export function aProposal(more: Partial<ProposalView> = {}): ProposalView {
  return {
    id: "5",
    chainId: "hub-1",
    title: "Reduce Orbit to Top 70%",
    summary: "Lets small validators go.",
    metadata: "",
    status: "voting",
    expedited: false,
    isIcs: true,
    submitted: { height: 10, time: "2026-03-02T10:00:00Z" },
    votingStarts: "2026-03-02T10:00:00Z",
    votingEnds: "2026-03-02T10:10:00Z",
    messages: [aMessage("MsgUpdateConsumer", [{ field: "powerShaping.topN", before: 80, after: 70 }])],
    consumers: ["1"],
    mentions: [],
    deposit: [],
    deposits: [],
    votes: [],
    silent: [],
    effects: [],
    content: [],
    chainAt: { chainId: "hub-1", height: 20, time: "2026-03-02T10:01:00Z" },
    ...more,
  };
}

export function aMessage(
  name: string,
  changes: readonly { field: string; before?: unknown; after?: unknown; isChange?: boolean }[] = [],
  more: object = {},
): ProposalView["messages"][number] {
  return {
    type: `${TYPE}${name}`,
    name,
    depth: 0,
    consumerId: "1",
    chainId: "orbit-1",
    changes: changes.map((change) => ({ isChange: true, ...change })) as never,
    ...more,
  };
}

export function anEffect(more: Partial<SetEffect> = {}): SetEffect {
  return {
    kind: "set",
    consumerId: "1",
    height: 20,
    before: { validators: 33, power: "800" },
    after: { validators: 33, power: "800", minPower: "9" },
    shareAfter: "0.8",
    enters: [],
    leaves: [],
    obliged: [],
    released: [],
    ...more,
  };
}

export const aMember = (moniker: string) => ({ operator: "cosmosvaloper1abc", moniker, power: "7" });
