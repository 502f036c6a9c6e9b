import { expect, test } from "vitest";
import { consumerValidatorsCommand, providerQueryCommand } from "./node-command";

test("the commands ask what the view shows, at its height", () => {
  expect(providerQueryCommand("QueryConsumerChain", 1200, "10")).toBe(
    'curl -sg "${NODE:-http://localhost:26657}/abci_query?path=%22%2Finterchain_security.ccv.provider.v1.Query%2FQueryConsumerChain%22&data=0x0a023130&height=1200"',
  );
  expect(providerQueryCommand("QueryConsumerChains", 7)).not.toContain("data=");
  expect(consumerValidatorsCommand(1117)).toBe(
    'curl -sg "${CONSUMER:-http://localhost:26658}/validators?height=1117&per_page=100"',
  );
});
