import { MessageChannel, type MessagePort } from "node:worker_threads";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PgliteReply } from "./pglite-protocol";
import { PgliteServer } from "./pglite-server";

let server: PgliteServer;
const open: MessagePort[] = [];
beforeAll(async () => {
  server = await PgliteServer.open("memory://");
  await door(false).say("create table seen (id serial, name text)");
}, 60_000);
afterAll(async () => {
  for (const port of open) port.close();
  await server.close();
});

/** A door to the database. Each statement notes its name in the order in which they are run, and takes some milliseconds. */
function door(isBackground: boolean) {
  const { port1, port2 } = new MessageChannel();
  open.push(port2);
  server.serve(port1, isBackground);
  let id = 0;
  const waiting = new Map<number, (reply: PgliteReply) => void>();
  port2.on("message", (reply: PgliteReply) => {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  const say = (sql: string, connection = 1) =>
    new Promise<PgliteReply>((resolve) => {
      id += 1;
      waiting.set(id, resolve);
      port2.postMessage({ id, connection, sql, params: [] });
    });
  const note = (name: string, connection = 1) =>
    say(
      `insert into seen (name) select '${name}' where (select sum(i) from generate_series(1, 40000) i) > 0`,
      connection,
    );
  return { say, note };
}

/** Names in the order in which their statements were run. */
async function seen(): Promise<string[]> {
  const reply = await door(false).say("with gone as (delete from seen returning *) select name from gone order by id");
  return reply.ok ? reply.result.rows.map(({ name }) => String(name)) : [reply.message];
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

test("who asks for a page waits for the statement under way, not for all who wait in the background", async () => {
  const [pages, background] = [door(false), door(true)];
  const writes = Array.from({ length: 30 }, (_, i) => background.note(`write ${i}`, i));
  await turn();
  await Promise.all([pages.note("page 1"), pages.note("page 2"), ...writes]);
  const order = await seen();
  expect(order.indexOf("page 1")).toBeLessThan(15);
  expect(order.indexOf("page 2") - order.indexOf("page 1")).toBeLessThanOrEqual(2);
  expect(order.filter((name) => name.startsWith("write"))).toEqual(writes.map((_, i) => `write ${i}`));
});

test("a crowd of readers does not keep the background from its turn", async () => {
  const [pages, background] = [door(false), door(true)];
  const asked = Array.from({ length: 120 }, (_, i) => pages.note(`page ${i}`, i));
  await Promise.all([...asked, background.note("write 1", 1), background.note("write 2", 2)]);
  const order = await seen();
  expect(order).toHaveLength(122);
  expect(order.indexOf("write 2")).toBeLessThan(60);
  // Readers are first, and the two do not come together.
  expect(order.indexOf("write 1")).toBeGreaterThan(0);
  expect(order.indexOf("write 2") - order.indexOf("write 1")).toBeGreaterThan(1);
});

test("a transaction in the background is not broken into, and ends before a page that came later", async () => {
  const [pages, background] = [door(false), door(true)];
  await background.say("begin");
  const page = pages.note("page");
  await background.note("work");
  await background.note("more");
  await background.say("commit");
  await page;
  expect(await seen()).toEqual(["work", "more", "page"]);
});
