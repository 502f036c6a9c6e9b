import { PLUMBING_METHODS, REWARD_METHODS } from "./reward-methods";

/** How one figure is made: in words, as a formula with a worked example that a test computes, and what is asked for it. */
export interface Method {
  readonly id: string;
  readonly title: string;
  readonly how: string;
  readonly formula?: string;
  /** The formula on small numbers; `methods.test.tsx` computes it with the functions that make the figure. */
  readonly example?: string;
  /** What is asked of a node, as it is asked: an ABCI path, or a key of a raw store. */
  readonly asks: readonly string[];
  readonly limits?: string;
}

const STORED = "/store/provider/subspace 1f‖LP(consumer id): members and powers of the stored set";
const STAKING = "/cosmos.staking.v1beta1.Query/Validators: tokens, status, power";

const SECURITY_METHODS: readonly Method[] = [
  {
    id: "set",
    title: "Which set is counted",
    how: "Of a launched consumer: the set the provider stored for it at the last epoch. Of the provider: its active set. Stopped and deleted consumers are not counted, because the set they may still run owes them nothing.",
    asks: [
      STORED,
      "/store/provider/key 2a: the provider's own set",
      "/interchain_security.ccv.provider.v1.Query/QueryConsumerChains: phases",
    ],
    limits: "What a consumer really runs lags behind by the update on its way; its validators tab compares the two.",
  },
  {
    id: "stake",
    title: "Stake behind a chain",
    how: "The bonded tokens of the members of its set. Tokens of a member that is unbonding or jailed are not counted: they no longer stand behind the set of the next epoch.",
    formula: "Σ tokens of members in bond",
    asks: [STORED, STAKING],
    limits: "The same tokens stand behind every chain a validator secures; see stake counted more than once.",
  },
  {
    id: "share-of-provider",
    title: "Share of provider power",
    how: "Provider power of the members, divided by the power of the provider's active set. Consumer power differs where it is capped.",
    formula: "Σ provider power of members ÷ Σ power of the active set",
    example: "79 of 100: 0.79",
    asks: [STORED, STAKING],
  },
  {
    id: "fewest",
    title: "Fewest to halt, fewest to take",
    how: "The smallest number of validators, strongest first, whose powers on that chain sum to more than a third (then it can stop) or more than two thirds (then it can sign anything). The first is also called the Nakamoto coefficient. Counted by bonded tokens as well: that is what it would take if nobody's power were capped.",
    formula: "min k: Σ of the k largest powers > total ÷ 3, > total × 2 ÷ 3",
    example: "powers 10, 10, 10: two halt, three take; exactly a third is not enough",
    asks: [STORED, STAKING],
  },
  {
    id: "stake-to-halt",
    title: "Stake to halt",
    how: "The bonded tokens of the fewest validators that can halt the chain. Of equal powers those with less stake are counted.",
    formula: "Σ bonded tokens of the fewest to halt",
    example: "powers 40, 30, 20, 10 with 9,000, 3,000, 1,000 and 500 tokens: one halts, with 9,000",
    asks: [STORED, STAKING],
  },
  {
    id: "colluding-third",
    title: "Cost of a colluding third",
    how: "A coalition with more than a third of the power that is cheap rather than small: members are gathered by least stake per unit of power, then those not needed are dropped, the dearest first. Where powers are capped, the weak have more power than stake, so this is below the stake to halt.",
    formula: "greedy by tokens ÷ power until > total ÷ 3, then rid of whoever is not needed",
    example: "the same four: 3,500, the second and the fourth",
    asks: [STORED, STAKING],
    limits:
      "A coalition that exists: the cheapest may be cheaper still. What stake costs to buy is not known; amounts are tokens, never money.",
  },
  {
    id: "at-risk",
    title: "Stake at risk",
    how: "What would be burnt if every member signed twice: stake times the consumer's own double-sign fraction.",
    formula: "floor(stake × double-sign fraction)",
    example: "999 at 0.05: 49",
    asks: [
      "/interchain_security.ccv.provider.v1.Query/QueryConsumerChain: infraction parameters",
      "/cosmos.slashing.v1beta1.Query/Params: the provider's own fraction",
    ],
    limits: "A consumer older than ICS 6.4 has no fraction of its own: the provider's (x/slashing) holds.",
  },
  {
    id: "concentration",
    title: "Top three and concentration",
    how: "Power of the three strongest as a share of the total, and the Herfindahl–Hirschman index: the sum of the squared shares. One divided by it is the number of equal validators that would be as concentrated.",
    formula: "Σ (power ÷ total)²",
    example: "four equals: 0.25",
    asks: [STORED],
  },
  {
    id: "also-securing",
    title: "Stake counted more than once",
    how: "Of the stake behind a consumer, the tokens of members that are in the set of another launched consumer too. Of the provider's stake: what secures at least one consumer. A double sign on one chain burns tokens that the others count on.",
    formula: "Σ bonded tokens of members in another set",
    asks: [STORED, STAKING],
  },
  {
    id: "provider-key",
    title: "Reusing the provider key",
    how: "Members whose key on the consumer is the key they sign the provider with. One stolen key then signs both chains.",
    asks: ["/store/provider/subspace 1f‖LP(consumer id): the key used on the consumer", STAKING],
  },
  {
    id: "largest-leaves",
    title: "If the largest validator leaves",
    how: "At once: whether the others still hold more than two thirds, without which no block is made. After the next epoch: the set without it, with the power cap applied anew to provider powers.",
    formula: "others × 3 > total × 2",
    example: "34, 33, 33: the others hold 66 of 100, and the chain stops",
    asks: [STORED, STAKING],
    limits: "Whether somebody takes its place is not guessed.",
  },
  {
    id: "power-cap",
    title: "Places and power cap",
    how: "Eligible validators are ordered: those on the priority list first, then the others, both by power. The first ones up to the set cap get a place. Then no power may exceed the cap in percent of the sum; what is cut is shared equally among those below it, from the strongest down. All divisions are whole-number divisions, as on the chain.",
    formula: "max = floor(sum × cap ÷ 100); each of the n below gets floor(extra ÷ n)",
    example: "60, 10, 10, 10, 10 capped at 40 %: 40, 15, 15, 15, 15",
    asks: ["/interchain_security.ccv.provider.v1.Query/QueryConsumerChain: power shaping parameters", STORED, STAKING],
    limits: "Equal powers may come out one apart, in an order the chain leaves open.",
  },
];

/** All of them, in the order of the page. */
// biome-ignore format: one a line
export const METHODS: readonly Method[] = [
  ...SECURITY_METHODS,
  ...REWARD_METHODS,
  ...PLUMBING_METHODS,
];
