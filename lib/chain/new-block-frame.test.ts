import { expect, test } from "vitest";
import { heightInFrame } from "./new-block-frame";

const frame = (header: string) =>
  `{"jsonrpc":"2.0","id":1,"result":{"query":"tm.event='NewBlock'","data":{"type":"tendermint/event/NewBlock","value":{"block":{${header},"data":{"txs":[]}}}}}}`;

test("the height is that of the header", () => {
  const header = '"header":{"version":{"block":"11","app":"1"},"chain_id":"ics-harbor-1","height":"1207","time":"…"}';
  expect(heightInFrame(frame(header))).toBe(1_207);
  expect(heightInFrame(frame('"header":{"version":{"block":"11"},"chain_id":"a"}'))).toBeUndefined();
  expect(heightInFrame('{"jsonrpc":"2.0","id":1,"result":{}}')).toBeUndefined();
  expect(heightInFrame(new ArrayBuffer(8))).toBeUndefined();
});

test("a message of nothing but beginnings of headers is read as fast as any other", () => {
  const hostile = frame(`${'"header":{'.repeat(500)}${"a".repeat(20_000)}`);
  const started = performance.now();
  for (let i = 0; i < 20; i += 1) expect(heightInFrame(hostile)).toBeUndefined();
  // A backtracking pattern took half a minute for one of them.
  expect(performance.now() - started).toBeLessThan(500);
});
