import { expect, test } from "vitest";
import { packetSearch, parsePacketParameters } from "./packet-filter";

test("the address is read; what is not understood is left out", () => {
  expect(
    parsePacketParameters({ direction: "vsc", state: "expired", consumer: "3", since: "2026-03-02T10:00" }),
  ).toEqual({
    direction: "vsc",
    state: "expired",
    consumer: "3",
    since: "2026-03-02T10:00:00Z",
  });
  expect(parsePacketParameters({ direction: "up", state: "lost", consumer: "03", since: "soon", cursor: "" })).toEqual(
    {},
  );
  expect(parsePacketParameters({ since: "2026-13-02T10:00" })).toEqual({});
});

test("a narrowed list begins at its first page", () => {
  expect(packetSearch({ state: "sent", cursor: "1.o.1.v.p.1.1" })).toBe("state=sent");
});
