import { GET as streamGet } from "@/app/api/v1/[network]/stream/route";
import { GET as badgeGet } from "@/app/badge/[file]/route";
import { GET as cardGet } from "@/app/card/[network]/[...page]/route";
import { GET as embedGet } from "@/app/embed/consumers/[id]/route";
import sitemap from "@/app/sitemap";
import { callRoute } from "../support/call-route";
import { drawHtml } from "./draw-page";
import { calendarFaults, csvFaults, streamFaults } from "./read-files";
import { type Markup, readHtml, readXml, unseenIn } from "./read-markup";
import { CARDS, FEEDS, PAGES, ROUTES } from "./surfaces";

const NETWORK = "devnet";
/** Events that the calendar of the recording has, whatever they are called. */
const MOST_CARD_BYTES = 120_000;

/** Everything that is made of elements: pages, frame, badge, feeds. By name. */
export async function drawEverything(): Promise<Map<string, Markup>> {
  const drawn = new Map<string, Markup>();
  for (const [name, { load, params = {}, search = {} }] of Object.entries(PAGES)) {
    const page = (await load()).default as Parameters<typeof drawHtml>[0];
    drawn.set(name, readHtml(await drawHtml(page, params, search)));
  }
  for (const id of ["1", "5"]) {
    drawn.set(
      `badge ${id}`,
      readXml(await textOf(badgeGet(request(`/badge/${id}.svg`), given({ file: `${id}.svg` })))),
    );
    drawn.set(`frame ${id}`, readHtml(await textOf(embedGet(request(`/embed/consumers/${id}`), given({ id })))));
  }
  for (const feed of FEEDS) drawn.set(feed, readXml(await textOf(callRoute(NETWORK, `feeds/${feed}`))));
  return drawn;
}

/** What is wrong with everything else: JSON, CSV, calendar, stream, site map, what pages say of themselves, cards, searches. */
export async function askEverything(words: readonly string[], events: number): Promise<string[]> {
  const faults: string[] = [];
  const note = (what: string, found: readonly string[]) => faults.push(...found.map((fault) => `${what}: ${fault}`));
  for (const path of ROUTES) {
    const { data } = JSON.parse(await textOf(callRoute(NETWORK, path))) as { data: unknown };
    if (!Array.isArray(data) || path.startsWith("search")) continue;
    note(
      `${path} as CSV`,
      csvFaults(await textOf(callRoute(NETWORK, `${path}${path.includes("?") ? "&" : "?"}format=csv`))),
    );
  }
  note("calendar", calendarFaults(await textOf(callRoute(NETWORK, "calendar.ics")), events));
  note("stream", streamFaults(await firstFrames()));
  for (const { url } of await sitemap()) {
    if (!/^http:\/\/explorer\.test(?:\/[\w.~%-]+)*\/?$/.test(url)) faults.push(`site map: ${url.slice(0, 80)}`);
  }
  for (const page of CARDS) {
    const response = await cardGet(
      request(`/card/${NETWORK}/${page}`),
      given({ network: NETWORK, page: page.split("/") }),
    );
    const { byteLength } = await response.arrayBuffer();
    if (response.status !== 200 || byteLength > MOST_CARD_BYTES)
      faults.push(`card ${page}: ${response.status}, ${byteLength} bytes`);
  }
  note("metadata", await metadataFaults());
  for (const word of words) {
    const text = encodeURIComponent(word.toWellFormed());
    for (const path of [
      `search?q=${text}`,
      `validators/${text || "-"}`,
      `holders?v=${text}`,
      `packets?state=${text}`,
    ]) {
      const { status } = await callRoute(NETWORK, path);
      if (status >= 500) faults.push(`${path.slice(0, 80)}: ${status}`);
    }
  }
  return faults;
}

/** Titles and descriptions are put into the head by Next, which escapes them: nothing unseen may be in them. */
async function metadataFaults(): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, { load, params = {}, search = {} }] of Object.entries(PAGES)) {
    const { generateMetadata } = await load();
    if (typeof generateMetadata !== "function") continue;
    const made = (await generateMetadata({
      params: Promise.resolve(params),
      searchParams: Promise.resolve(search),
    })) as {
      title?: unknown;
      description?: unknown;
      openGraph?: { url?: unknown };
    };
    for (const text of [made.title, made.description]) {
      if (typeof text === "string" && unseenIn(text) !== undefined) faults.push(`${name}: ${unseenIn(text)}`);
    }
    const url = made.openGraph?.url;
    if (url !== undefined && !String(url).startsWith("http://explorer.test/")) faults.push(`${name}: ${String(url)}`);
  }
  return faults;
}

async function firstFrames(): Promise<string> {
  const leave = new AbortController();
  const response = await streamGet(
    new Request(`http://explorer.test/api/v1/${NETWORK}/stream`, { signal: leave.signal }),
    given({ network: NETWORK }),
  );
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader?.read();
  await reader?.cancel();
  leave.abort();
  return String(first?.value ?? "");
}

async function textOf(asked: Promise<Response>): Promise<string> {
  const response = await asked;
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.url}: ${response.status} ${text.slice(0, 300)}`);
  return text;
}

const request = (path: string) => new Request(`http://explorer.test${path}`);
const given = <T>(params: T) => ({ params: Promise.resolve(params) });
