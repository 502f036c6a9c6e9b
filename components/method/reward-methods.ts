import type { Method } from "./methods";

/** How the figures of rewards are made. */
export const REWARD_METHODS: readonly Method[] = [
  {
    id: "rewards-sent",
    title: "Rewards sent and in flight",
    how: "A consumer sends what its fee split puts aside for the provider by an ICS-20 transfer in the end of a block. Sent: every such packet whose sender is the module's own account. In flight: those the provider has not received at its block, and the consumer has not got back.",
    formula: "sent = received + in flight + returned",
    asks: ["block_results of the consumer: send_packet on port transfer, acknowledge_packet, timeout_packet"],
    limits:
      "Seen at the consumer's last block at or before the provider's. Without a node of the consumer both are unknown. Denoms the consumer itself does not allow pile up there unseen.",
  },
  {
    id: "rewards-received",
    title: "Rewards received",
    how: "What the provider's module booked for a consumer. The denom is named by the path of the packet in the same message, whose hash must give the booked denom.",
    asks: ["block_results of the provider: update_consumer with reward_denom, recv_packet of the same message"],
    limits:
      "The memo that names the consumer is not authenticated: anybody may give in its name. What did not come from the consumer is shown as given by others. Providers before ICS 6.1 say nothing of receipts.",
  },
  {
    id: "rewards-paid",
    title: "Paid to validators and to the community pool",
    how: "What each block gave out. If nobody was long enough in the set, everything goes to the community pool and no event says so; we know it because an allowed denom with something in it always says so otherwise.",
    formula: "to validators = trunc(rewards × (1 − community tax)); the rest is pooled, fractions stay",
    asks: ["block_results of the provider: distributed_ics_rewards"],
  },
  {
    id: "rewards-held",
    title: "Held back, and remainder",
    how: "What is booked and not given out (prefix 55): held back where the denom is neither registered on the provider nor on the consumer's own list, else a remainder of dividing.",
    formula: "received − to validators − community pool",
    asks: [
      "/interchain_security.ccv.provider.v1.Query/QueryRegisteredConsumerRewardDenoms",
      "/interchain_security.ccv.provider.v1.Query/QueryConsumerChains: allowlisted_reward_denoms",
      "/store/provider/subspace 37‖LP(consumer id): the tests hold our sums against it",
    ],
    limits:
      "Where our record begins after a consumer was made, what was booked before is unknown until the first payout names it.",
  },
  {
    id: "rewards-per-validator",
    title: "Rewards per validator",
    how: "Each payout is divided among the members of the stored set of the block before who had been in it long enough, by their power there. Of that its commission on this consumer, or its usual one, is the validator's own; the rest is its delegators'.",
    formula: "amount × trunc18(power ÷ Σ power of those eligible)",
    example: "100 among powers 1 and 2: 33 and 66",
    asks: [
      "/store/provider/subspace 1f‖LP(consumer id): power and join height",
      "/store/provider/key 27‖LP(consumer id)‖address: commission",
    ],
    limits: "Derived by rule over the last payouts, not read from x/distribution.",
  },
];

/** How the figures of what joins the chains, and of their blocks, are made. */
export const PLUMBING_METHODS: readonly Method[] = [
  {
    id: "several-nodes",
    title: "Several nodes of one chain",
    how: "Where a chain has two nodes or more, no single one is believed. Of each request of blocks a second node must have the same last block; where two differ, signatures decide. What is asked of the state at a block is asked of a second node as well; where two differ, a third is asked and the rows in question are proven against the header of the next block, which two nodes must show alike. A node that a proof contradicts is asked no more; one that only the others contradict is named. Where neither proof nor majority decides, nothing is stored from that block on until one does.",
    asks: [
      "/blockchain of a second node: the hash of the last block of a request",
      "/abci_query of a second node: every question at a fixed height",
      "/commit, /validators, /store/<name>/key with prove: where two differ",
    ],
    limits:
      "A second node that is behind, has pruned, or does not answer within two seconds is not waited for: the answer is then one node's, and only the verification in the background looks at it again. Answers about the newest state are not compared.",
  },
  {
    id: "relayers",
    title: "Relayers",
    how: "Of each chain the last 2,000 transactions in which a packet of a validator-set channel was delivered, acknowledged or timed out, by the signer of the first message that carries one. Fees are what those transactions offered; client updates are those in the same transactions.",
    asks: ["block, block_results: transactions with recv_packet, acknowledge_packet or timeout_packet"],
    limits:
      "A client update in a transaction of its own is not counted, nor are reward transfers alone. Packets inside another message (authz) have no named relayer.",
  },
  {
    id: "block-space",
    title: "Block time and block space",
    how: "Over the last 1,000 blocks of each chain up to its height at that moment: mean time between header times, transactions and failed ones, gas used and bytes of transactions; and what they carried of what their limits allowed.",
    formula: "(time of the last − time of the first) ÷ (blocks − 1); gas used ÷ Σ max_gas of each block",
    asks: [
      "block, block_results: header time, transactions, gas_used, code",
      "block_results: consensus_param_updates.block, which holds from the next block on",
    ],
    limits:
      "Chains built with Cosmos SDK 0.50 or later tell their limits with every block, older ones only when they change: until then fullness is unknown. max_bytes counts the whole block, of which transactions are a part.",
  },
];
