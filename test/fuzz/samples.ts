/* Inputs that no recording holds: what people type and configure, and answers that are the same everywhere. */

export const STATUS = {
  node_info: { network: "chain-1", version: "0.38.17" },
  sync_info: {
    latest_block_height: "100",
    latest_block_time: "2026-03-02T10:00:00Z",
    earliest_block_height: "1",
    catching_up: false,
  },
};
export const VALIDATORS = {
  block_height: "5",
  validators: [
    {
      address: "AB".repeat(20),
      pub_key: { type: "tendermint/PubKeyEd25519", value: Buffer.alloc(32, 7).toString("base64") },
      voting_power: "100",
    },
  ],
  total: "1",
};
export const ABCI = { response: { code: 0, log: "", value: "AQ==", height: "5", codespace: "" } };
/** Logs of refused queries; what they mean is read from their words. */
export const REFUSALS = [
  "unknown query path",
  "no such store: provider",
  "failed to load state at height 5; version does not exist (latest height: 9)",
  "cannot query with height in the future",
  "rpc error: code = Internal desc = panic",
];
export const NETWORKS = [
  {
    name: "devnet",
    provider: { rpc: ["http://127.0.0.1:26657"], trust: { height: 5, hash: "AB".repeat(32) } },
    consumers: [
      { chainId: "chain-2", rpc: ["https://node.example/rpc"] },
      { consumerId: "3", rpc: [] },
    ],
    fromHeight: 5,
    verify: { everyBlocks: 10, callsPerSecond: 5 },
  },
];
export const ROW = {
  id: "1",
  name: "=1+1",
  vsc: { sent: "5", list: [1, 2], deep: { a: [{ b: 1 }] } },
  unknown: { state: "unknown", because: "pruned" },
};
export const TIME = "2026-03-02T10:18:09.303486926Z";
export const NAMES = [
  "cosmosvalcons1zxwj8l7d5w4ymkjq6y24lclx4uz5hzwqm4ppcu",
  "cosmosvaloper156gqf9837u7d4c4678yt3rl4ls9c5vuursrrzf",
  "AB".repeat(20),
  `0x${"ab".repeat(32)}`,
  Buffer.alloc(32, 9).toString("base64"),
  '{"@type":"/cosmos.crypto.ed25519.PubKey","key":"CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk="}',
];
export const QUERIES = [
  "height=120&limit=50&cursor=120.50",
  "direction=vsc&state=acked&consumer=1&since=2026-03-02T10:18:09Z&cursor=3c.o.1.v.p.abc.12",
  "phase=launched&kind=top-n&sort=-share&q=ab",
  "topN=80&allow=cosmosvalcons1abc&delegate=a:5,b:-3&minStake=1.5&inactive=1",
];
export const PATHS = ["/api/v1/devnet/packets", "/api/v1/devnet/consumers/0/validators", "/devnet/slashes/%D1%84%00"];
/** Anything that people or chains write. */
export const WORDS = [
  ...NAMES,
  ...QUERIES,
  TIME,
  "%D1%84%00 ‮evil <script>alert(1)</script> 👨‍👩‍👧‍👦 z̴̢̛͎͙͕",
  "https://example.com/a?b=c#d",
];
export const WHAT_IF = JSON.stringify({
  "@type": "/interchain_security.ccv.provider.v1.MsgUpdateConsumer",
  power_shaping_parameters: { top_N: 80, validator_set_cap: 5, allowlist: ["cosmosvalcons1abc"], min_stake: "5" },
});
