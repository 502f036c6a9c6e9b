import type { ServerResponse } from "node:http";

/**
 * The tag of a chunk of ours as React writes it, its nonce the group. Text of a page cannot look so: React escapes `<` in text, in
 * attributes and in its own data.
 */
const CHUNK =
  /<script (?=src="\/_next\/static\/chunks\/[\w.~-]+\.js"(?: nonce="[A-Za-z0-9+/=]+")? async=""[^>]*><\/script>)(?=[^>]* nonce="([A-Za-z0-9+/=]+)")/g;
/** Announces one of them, or one that is needed later, for browsers to fetch it sooner. */
const PRELOAD = /<link rel="preload" (?=[^>]*as="script")(?=[^>]*href="\/_next\/static\/chunks\/[\w.~-]+\.js")/g;

/** What a chunk is made: a script of no language, which browsers neither fetch nor run. */
const HELD = 'type="held"';
const HELD_LINK = 'rel="held"';
/** For browsers that do not tell when they have painted, and for pages nobody looks at: these are not painted. */
const LATEST_MS = 1_000;

/**
 * Runs in the browser: puts the chunks in as they stood, when the whole page has been read and painted. `__next_s` is where
 * `next/script` writes what is to run before React starts; Next gives each entry a task of its own. An empty script, which no policy
 * is asked about, parts the task in which modules are compiled from the one in which React starts (`instrumentation-client.ts`).
 */
const RELEASE = `(()=>{
self.__next_s=[[0,{children:""}]];
let isDone;
const release=()=>{
if(isDone)return;
isDone=true;
for(const held of document.querySelectorAll('script[${HELD}]')){
const script=document.createElement("script");
script.async=true;
script.nonce=held.nonce;
script.src=held.getAttribute("src");
held.replaceWith(script);
}
for(const link of document.querySelectorAll('link[${HELD_LINK}]'))link.rel="preload";
};
addEventListener("DOMContentLoaded",()=>{
if(document.hidden)return release();
setTimeout(release,${LATEST_MS});
try{
new PerformanceObserver((list)=>list.getEntriesByName("first-contentful-paint").length&&setTimeout(release)).observe({type:"paint",buffered:true});
}catch{release()}
})})()`.replaceAll("\n", "");

/**
 * Lets the scripts of a page wait for its first paint.
 *
 * 2026-11-28 · Pages are drawn on the server: what a reader came for is in the HTML. React writes the chunks as `async` scripts
 * into the head, and on a slow phone 180 kB of them share the line with the style sheet and run before the first frame. Neither React nor
 * Next has a switch for it, so the tags are rewritten on their way out. A tag that does not look as expected goes out as it
 * is, and so does all that is no page.
 *
 * `send`: what passes a request on to the framework, which compresses by putting its own `write` over the response's. Ours has
 * to stand over that one, to see text.
 */
export function holdScripts(response: ServerResponse, send: () => void): void {
  const bare = response.write;
  send();
  const isOverCompression = response.write !== bare;
  const { write, end } = response;
  let isPage: boolean | undefined;
  let isLoaderOut = false;
  const rewritten = (chunk: unknown): unknown => {
    isPage ??=
      String(response.getHeader("content-type")).startsWith("text/html") &&
      !response.hasHeader("content-length") &&
      (isOverCompression || !response.hasHeader("content-encoding"));
    if (!isPage || !(typeof chunk === "string" || chunk instanceof Uint8Array)) return chunk;
    const held = heldIn(typeof chunk === "string" ? chunk : latin1(chunk), isLoaderOut);
    if (held === undefined) return chunk;
    isLoaderOut = true;
    return typeof chunk === "string" ? held : Buffer.from(held, "latin1");
  };
  response.write = (chunk: unknown, ...rest: unknown[]) => Reflect.apply(write, response, [rewritten(chunk), ...rest]);
  response.end = (chunk?: unknown, ...rest: unknown[]) => Reflect.apply(end, response, [rewritten(chunk), ...rest]);
}

/** A piece of a page with its chunks held, or `undefined` when it has none. Before the first of all stands what releases them. */
function heldIn(html: string, isLoaderOut: boolean): string | undefined {
  let isFirst = !isLoaderOut;
  let isChanged = false;
  const held = html.replace(CHUNK, (start, nonce: string) => {
    isChanged = true;
    const loader = isFirst ? `<script nonce="${nonce}">${RELEASE}</script>` : "";
    isFirst = false;
    return `${loader}${start}${HELD} `;
  });
  return isChanged ? held.replace(PRELOAD, `<link ${HELD_LINK} `) : undefined;
}

/** Byte for byte, so that a letter cut in two comes out as it went in. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
