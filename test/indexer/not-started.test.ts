import { afterAll, beforeAll, expect, test } from "vitest";
import { startTape, type Tape } from "@/devnet/tape/tape";
import { indexTape, recordingDir } from "../support/index-recording";

/** Before any of the consumers has made a block. */
const UNTIL = 40;

let tape: Tape;
beforeAll(async () => {
  tape = await startTape({ dirs: [recordingDir("devnet")], speed: 0, from: UNTIL });
});
afterAll(() => tape.close());

test("a chain whose nodes run and have no block yet does not keep the others from being read", async () => {
  expect(tape.head("ics-democ-1")).toBe(0);
  const { store } = await indexTape(tape, UNTIL);
  const chains = await store.db.selectFrom("chain").select(["chain_id", "next_height", "head_height"]).execute();
  const provider = chains.find((chain) => chain.chain_id === "ics-devnet-provider-1");
  expect(provider).toMatchObject({ next_height: BigInt(UNTIL + 1), head_height: BigInt(UNTIL) });
  const others = chains.filter((chain) => chain !== provider);
  expect(others).toHaveLength(4);
  for (const chain of others) expect(chain).toMatchObject({ next_height: null, head_height: null });
  await store.close();
}, 60_000);
