import { expect, test } from "vitest";
import { DrawAhead } from "./draw-ahead";
import { InnerServer } from "./inner-server";

/** A server that notes what it is asked, and when it is left alone. */
function noting(status: (at: number) => number) {
  const asked: string[] = [];
  let underWay = 0;
  let most = 0;
  const server = new InnerServer((request, response) => {
    asked.push(request.url ?? "");
    most = Math.max(most, ++underWay);
    setTimeout(() => {
      underWay -= 1;
      response.writeHead(status(asked.length)).end("x".repeat(50_000));
    }, 5);
  });
  return { server, asked, most: () => most };
}

async function settled(asked: readonly string[]): Promise<void> {
  for (let before = -1; before !== asked.length; ) {
    before = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

test("once both are known, pictures of the newest heights are asked for, one after the other, and only once", async () => {
  const { server, asked, most } = noting(() => 200);
  const ahead = new DrawAhead();
  ahead.from("a b", 9);
  await settled(asked);
  expect(asked).toEqual([]);
  ahead.through(server);
  ahead.from("other", 900);
  ahead.through(server);
  await settled(asked);
  expect(asked).toEqual([9, 8, 7, 6, 5, 4, 3, 2].map((height) => `/card/a%20b/overview.png?height=${height}`));
  expect(most()).toBe(1);
});

test("a record of a few blocks is waited for; an answer that says no ends nothing", async () => {
  const { server, asked } = noting((at) => (at === 1 ? 500 : 404));
  const ahead = new DrawAhead();
  ahead.through(server);
  ahead.from("short", 2);
  await settled(asked);
  expect(asked).toEqual([]);
  ahead.from("short", 8);
  await settled(asked);
  expect(asked).toHaveLength(8);
});

test("when the door closes, no further picture is begun", async () => {
  const { server, asked } = noting(() => 200);
  const ahead = new DrawAhead();
  ahead.through(server);
  ahead.from("closing", 100);
  await new Promise((resolve) => setTimeout(resolve, 20));
  ahead.stop();
  const begun = asked.length;
  expect(begun).toBeGreaterThan(0);
  await settled(asked);
  expect(asked.length).toBeLessThanOrEqual(begun + 1);
  expect(asked.length).toBeLessThan(8);
});
