import { expect, test } from "vitest";
import { csvLines, csvOrigin } from "./csv";

const toCsv = (rows: readonly object[]) => [...csvLines(rows)].join("");

test("nested figures become columns, lists a cell or a number, unknown says why, absent is empty", () => {
  const rows = [
    {
      id: "1",
      vsc: { sent: "2", received: { state: "unknown", because: "no-endpoint" } },
      ids: ["0", "2"],
      findings: [{ code: "x" }],
    },
    { id: "2", vsc: { sent: "3", received: "3" }, jailed: true },
  ];
  expect(toCsv(rows)).toBe(
    "id,vsc.sent,vsc.received,ids,findings,jailed\r\n1,2,unknown: no-endpoint,0 2,1,\r\n2,3,3,,,true\r\n",
  );
});

test("quotes, commas and line breaks are quoted as RFC 4180 says", () => {
  expect(toCsv([{ a: 'say "hi", now', b: "two\nlines" }])).toBe('a,b\r\n"say ""hi"", now","two\nlines"\r\n');
});

test("a moniker that a spreadsheet would run is made text, a negative number stays one", () => {
  expect(toCsv([{ a: "=1+1", b: "@cmd", c: "-250564", d: "-x" }])).toBe("a,b,c,d\r\n'=1+1,'@cmd,-250564,'-x\r\n");
});

test("the first line says what the file shows, and is one cell whatever stands in it", () => {
  const asOf = { chainId: "hub-1", height: 7, time: "2026-01-02T03:04:05Z" };
  const about = csvOrigin("net", asOf, "https://x.example/api/v1/net/consumers?q=a,b");
  expect([...csvLines([{ a: 1 }], about)].join("")).toBe(
    '"# net · hub-1 · height 7 · 2026-01-02T03:04:05Z · https://x.example/api/v1/net/consumers?q=a,b"\r\na\r\n1\r\n',
  );
  expect([...csvLines([], csvOrigin("net", asOf, "u"))].join("")).toBe(
    "# net · hub-1 · height 7 · 2026-01-02T03:04:05Z · u\r\n",
  );
});

test("a formula behind blanks, unseen marks or wide signs is text as well; a minus before a number is a number", () => {
  for (const text of [" =1+1", "\n=1+1", "\u200b=1+1", "\u202e@x", "＝1+1", "\n1+1"])
    expect(toCsv([{ a: text }]).split("a\r\n")[1]).toMatch(/^"?'/);
  expect(toCsv([{ a: "-5", b: "a=b", c: " x" }])).toBe("a,b,c\r\n-5,a=b, x\r\n");
});
