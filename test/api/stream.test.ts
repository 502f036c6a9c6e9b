import { afterAll, beforeAll, expect, test } from "vitest";
import { GET } from "@/app/api/v1/[network]/stream/route";
import type { Tape } from "@/devnet/tape/tape";
import type { NetworkConfig } from "@/lib/config/networks";
import { closeHubs, tellBlock, tellHub } from "@/lib/server/stream/hubs";
import type { Store } from "@/lib/store/open-store";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

let tape: Tape;
let store: Store;
let network = "";

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await moveTo(599));
  const networks = tape.networks as readonly NetworkConfig[];
  network = networks[0]?.name ?? "";
  serveStore(store, networks);
}, 120_000);
afterAll(async () => {
  closeHubs();
  await store?.close();
  await tape?.close();
});

/** Lets the recorded network stand at a height, and indexes up to it: the explorer is at the head there. */
function moveTo(providerHeight: number, given?: Store) {
  tape.setHead(providerHeight);
  return indexTape(tape, providerHeight, given);
}

interface Told {
  readonly id: string;
  readonly event: string;
  readonly data: { data: Record<string, unknown>; asOf: { chainId: string; height: number }; state?: string };
}

/** Opens a stream as a browser does, and reads its events one by one. */
async function listen(name: string, lastEventId?: string) {
  const leave = new AbortController();
  const headers: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
  const request = new Request(`http://explorer.test/api/v1/${name}/stream`, { headers, signal: leave.signal });
  const response = await GET(request, { params: Promise.resolve({ network: name }) });
  const reader = response.body?.getReader();
  let text = "";
  const nextUntilHead = async (): Promise<Told[]> => {
    const told: Told[] = [];
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const field = (key: string) => new RegExp(`^${key}: (.*)$`, "m").exec(block)?.[1] ?? "";
        if (field("event") === "") continue;
        told.push({ id: field("id"), event: field("event"), data: JSON.parse(field("data")) });
        if (field("event") === "head") return told;
        continue;
      }
      const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return told;
      text += new TextDecoder().decode(value);
    }
  };
  return { response, nextUntilHead, leave: () => leave.abort() };
}

test("a network that is not configured has no stream", async () => {
  const { response } = await listen("nowhere");
  expect(response.status).toBe(404);
});

test("a client is told the head; after a cut everything it has missed; then what happens, as it happens", async () => {
  const first = await listen(network);
  expect(first.response.headers.get("content-type")).toContain("text/event-stream");
  const [head, ...nothing] = await first.nextUntilHead();
  expect([head?.event, head?.data.asOf.height, nothing]).toEqual(["head", 599, []]);
  first.leave();

  // Heights 600 to 690: four validators stop signing on the Top N chain and are reported, see scenario.json.
  await moveTo(690, store);
  const again = await listen(network, head?.id);
  const told = await again.nextUntilHead();
  expect(told.at(-1)?.data.asOf.height).toBe(690);
  expect(new Set(told.map(({ event }) => event))).toEqual(new Set(["consumer", "packet", "slash", "finding", "head"]));
  const slashPackets = told.filter(({ data: { data } }) => data.direction === "slash" && data.hop === "sent");
  expect(slashPackets.map(({ data }) => data.data.consumerId)).toContain("0");

  // Provider block 720 ends an epoch: updates are sent in it.
  await moveTo(721, store);
  tellHub(network);
  const live: Told[] = [];
  while (live.at(-1)?.data.asOf.height !== 721) live.push(...(await again.nextUntilHead()));
  expect(live.some(({ data: { data } }) => data.direction === "vsc" && data.hop === "sent")).toBe(true);

  // A block that is stored is told of at once, and once; it is no point to resume from, as its head is.
  const stored = { chainId: live.at(-1)?.data.asOf.chainId ?? "", height: 722, time: "2026-03-02T12:00:00Z" };
  tellBlock(network, stored);
  tellBlock(network, stored);
  await moveTo(722, store);
  tellHub(network);
  const after = await again.nextUntilHead();
  expect(after.filter(({ event }) => event === "block").map(({ id, data }) => [id, data])).toEqual([
    ["", { asOf: stored }],
  ]);
  expect(after[0]?.event).toBe("block");
  expect(after.at(-1)?.data.asOf.height).toBe(722);
  tellBlock(network, { ...stored, height: 721 });
  again.leave();

  const upToDate = await listen(network, after.at(-1)?.id);
  expect((await upToDate.nextUntilHead()).at(-1)?.event).toBe("head");
  upToDate.leave();

  const fromNowhere = await listen(network, "999999-0");
  expect((await fromNowhere.nextUntilHead())[0]?.data).toMatchObject({ reset: true });
  fromNowhere.leave();
}, 120_000);
