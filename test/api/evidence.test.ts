import { JSDOM } from "jsdom";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawBadge } from "@/app/_embed/draw-badge";
import { GET as frameGet } from "@/app/[network]/embed/consumers/[id]/route";
import { GET as badgeGet } from "@/app/badge/[file]/route";
import type { Tape } from "@/devnet/tape/tape";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import type { Store } from "@/lib/store/open-store";
import { callRoute, getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, 330));
  serveStore(store, tape.networks as never, { publicUrl: "https://ics.example/" });
}, 120_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

/** Throws where the text is no well-formed XML. */
function parseXml(text: string): Document {
  return new new JSDOM("").window.DOMParser().parseFromString(text, "application/xml");
}

describe("the consumers of a filter", () => {
  const ids = async (search: string) =>
    (await getBody<{ data: ConsumerListItem[] }>("devnet", `consumers?height=300&${search}`)).data.map(
      (row) => row.consumerId,
    );

  test("are those that the page of the same address shows, in its order", async () => {
    const { data } = await getBody<{ data: ConsumerListItem[] }>("devnet", "consumers?height=300");
    const launched = data.filter(({ phase }) => phase === "launched");
    expect(launched.length).toBeGreaterThan(2);
    expect(await ids("phase=launched")).toEqual(launched.map((row) => row.consumerId));
    expect(await ids("sort=-id")).toEqual(data.map((row) => row.consumerId).reverse());
    const byShare = launched.toSorted((a, b) => Number(BigInt(b.providerPower) - BigInt(a.providerPower)));
    expect(await ids("phase=launched&sort=-share")).toEqual(byShare.map((row) => row.consumerId));
    expect(await ids("q=ORBIT")).toEqual(["1", "8"]);
    expect(await ids("q=&phase=&kind=")).toEqual(data.map((row) => row.consumerId));
    expect(await ids("kind=top-n")).toEqual(data.filter(({ topN }) => topN > 0).map((row) => row.consumerId));
  });

  test.each(["phase=gone", "kind=x", "sort=price", "phase=launched&phase=stopped"])("%s is refused", async (search) => {
    const response = await callRoute("devnet", `consumers?${search}`);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: { code: string } }).error.code).toMatch(/^bad-(phase|kind|sort)$/);
  });

  test("come as a file of the same rows, that says where it is from", async () => {
    const response = await callRoute("devnet", "consumers?height=300&phase=launched&sort=-share&format=csv");
    const lines = (await response.text()).trimEnd().split("\r\n");
    expect(lines[0]).toBe(
      `# devnet · ics-devnet-provider-1 · height 300 · ${(await getBody<{ asOf: { time: string } }>("devnet", "overview?height=300")).asOf.time} · https://ics.example/api/v1/devnet/consumers?height=300&phase=launched&sort=-share&format=csv`,
    );
    expect(lines.slice(2).map((line) => line.split(",")[0])).toEqual(await ids("phase=launched&sort=-share"));
  });
});

describe("feeds", () => {
  test.each(["findings", "launches", "slashes", "proposals"])(
    "%s.atom is well-formed, whole, and has each entry once",
    async (name) => {
      const response = await callRoute("devnet", `feeds/${name}.atom?height=330`);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
      const feed = parseXml(await response.text()).documentElement;
      expect([feed.namespaceURI, feed.localName]).toEqual(["http://www.w3.org/2005/Atom", "feed"]);
      const textsOf = (parent: Element, name: string) =>
        [...parent.children].filter(({ localName }) => localName === name).map((node) => node.textContent ?? "");
      for (const wanted of ["id", "title", "updated", "author"]) expect(textsOf(feed, wanted)).toHaveLength(1);
      const entries = [...feed.children].filter(({ localName }) => localName === "entry");
      for (const entry of entries)
        for (const wanted of ["id", "title", "updated", "summary"]) expect(textsOf(entry, wanted)).toHaveLength(1);
      const ids = entries.flatMap((entry) => textsOf(entry, "id"));
      expect(new Set(ids).size).toBe(entries.length);
      if (name === "findings" || name === "launches") expect(entries.length).toBeGreaterThan(2);
      for (const id of [...textsOf(feed, "id"), ...ids])
        expect(id).toMatch(/^tag:interchain-security-explorer,2026:devnet\/ics-devnet-provider-1\/\S+$/);
      const times = entries.flatMap((entry) => textsOf(entry, "updated"));
      for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(times).toEqual(times.toSorted().reverse());
      const links = entries.flatMap((entry) => [...entry.children].filter(({ localName }) => localName === "link"));
      expect(links).toHaveLength(entries.length);
      for (const link of links) expect(link.getAttribute("href")).toMatch(/^https:\/\/ics\.example\/\S*$/);
    },
  );

  test("an entry keeps its id while the network moves on", async () => {
    const idsAt = async (height: number) =>
      [
        ...(await (await callRoute("devnet", `feeds/launches.atom?height=${height}`)).text()).matchAll(
          /<entry><id>([^<]+)/g,
        ),
      ].map(([, id]) => id);
    const later = new Set(await idsAt(330));
    const earlier = await idsAt(200);
    expect(earlier.length).toBeGreaterThan(5);
    expect(earlier.filter((id) => !later.has(id))).toEqual([]);
    expect(later.size).toBeGreaterThan(earlier.length);
  });

  test("what is no feed says which there are", async () => {
    const response = await callRoute("devnet", "feeds/nothing.atom");
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("findings.atom, launches.atom");
  });
});

describe("for other sites", () => {
  const badge = (file: string, search = "") =>
    badgeGet(new Request(`http://explorer.test/badge/${file}${search}`), { params: Promise.resolve({ file }) });

  test("a badge says what a consumer is and how it stands, and may run nothing", async () => {
    const response = await badge("1.svg", "?height=300");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("image/svg+xml");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("cache-control")).toContain("max-age=86400");
    const svg = parseXml(await response.text()).documentElement;
    expect(svg.querySelector("title")?.textContent).toMatch(/^Orbit: \S+/);
    expect((await badge("999.svg")).status).toBe(404);
    expect((await badge("x.svg")).status).toBe(400);
  });

  test.each([
    ["markup", '</text><script>alert(1)</script>"&'],
    ["controls and surrogates", "a\u0000b\u0008c\ud800\uffffd"],
    ["direction", "\u202egnp.live\u202c"],
    ["length", "W".repeat(500)],
    ["pictures", "🚀".repeat(50)],
    ["marks", `Z${"\u0310".repeat(500)}`],
  ])("a badge stands %s in a name", async (_what, name) => {
    const { data } = await getBody<{ data: ConsumerListItem[] }>("devnet", "consumers?height=300");
    const text = drawBadge({ ...(data[1] as ConsumerListItem), name });
    const svg = parseXml(text).documentElement;
    expect(svg.querySelectorAll("script, image, a, foreignObject")).toHaveLength(0);
    expect(Number(svg.getAttribute("width"))).toBeLessThan(700);
    expect(text).not.toMatch(/[\p{Bidi_Control}\uffff]/u);
    // What is drawn ends inside: each text has a width of its own, and both with their padding are the whole.
    const lengths = [...svg.querySelectorAll("text")].map((node) => Number(node.getAttribute("textLength")));
    expect(lengths.reduce((sum, length) => sum + length, 28)).toBe(Number(svg.getAttribute("width")));
  });

  test("a frame may be shown anywhere, asks for nothing, and opens the page of its moment", async () => {
    const ask = (network: string, id: string, search: string) =>
      frameGet(new Request(`http://explorer.test/${network}/embed/consumers/${id}${search}`), {
        params: Promise.resolve({ network, id }),
      });
    const pinned = await ask("devnet", "5", "?height=300");
    const policy = pinned.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("frame-ancestors *");
    expect(policy).toContain("default-src 'none'");
    expect(pinned.headers.get("x-frame-options")).toBeNull();
    expect(pinned.headers.get("refresh")).toBeNull();
    const { window } = new JSDOM(await pinned.text());
    expect(window.document.querySelectorAll("script, img, link, iframe, b")).toHaveLength(0);
    expect(window.document.querySelector("a")?.getAttribute("href")).toBe("https://ics.example/consumers/5?height=300");
    expect(window.document.body.textContent).toContain("<b>bold</b>");
    expect(window.document.body.textContent).toContain("height 300");
    expect((await ask("devnet", "5", "")).headers.get("refresh")).toBe("30");
    expect((await ask("nope", "5", "")).status).toBe(404);
    expect((await ask("devnet", "5", "?height=99999")).status).toBe(404);
  });
});
