import { expect, test } from "vitest";
import { formatAtom } from "./atom";
import { escapeXml } from "./xml";

test("what XML forbids is replaced, what means something is escaped", () => {
  expect(escapeXml(`<a b="c" d='e'>&amp;\u0000\u0008\uffff\ud800 ok\u{1f680}`)).toBe(
    "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;\ufffd\ufffd\ufffd\ufffd ok\u{1f680}",
  );
});

test("a feed has what RFC 4287 asks for, newest first, and is dated by its newest entry", () => {
  const entry = (id: string, updated: string) => ({
    id,
    title: `<${id}>`,
    summary: "s",
    updated,
    url: "https://x.example/?a=1&b=2",
  });
  const text = formatAtom({
    id: "tag:x,2026:f",
    title: "F & G",
    updated: "2026-01-01T00:00:00Z",
    selfUrl: "https://x.example/f.atom",
    pageUrl: "https://x.example/",
    entries: [entry("old", "2026-01-01T00:00:00Z"), entry("new", "2026-01-02T03:04:05.123456789Z")],
  });
  expect(text).toContain("<updated>2026-01-02T03:04:05.123Z</updated>\n<author>");
  expect(text.indexOf("&lt;new&gt;")).toBeLessThan(text.indexOf("&lt;old&gt;"));
  expect(text).toContain('href="https://x.example/?a=1&amp;b=2"');
  expect(text).toContain("<title>F &amp; G</title>");
  expect(text.match(/<(id|updated|title)[ >]/g)).toHaveLength(9);
});

test("what a chain calls itself stays an address in an id, and no two become the same", () => {
  const idOf = (id: string) =>
    /<id>(.*?)<\/id>/.exec(formatAtom({ id, title: "", updated: "", selfUrl: "", pageUrl: "", entries: [] }))?.[1];
  expect(idOf("tag:x,2026:net/chain-1/f")).toBe("tag:x,2026:net/chain-1/f");
  expect(idOf('tag:x,2026:a b\n"<\u202e')).toBe("tag:x,2026:a%20b%0A%22%3C%E2%80%AE");
});
