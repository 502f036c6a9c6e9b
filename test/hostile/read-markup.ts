import { JSDOM } from "jsdom";
import { CANARY } from "./hostile-text";

const window = new JSDOM().window;

/** What a document is made of, without its text: how often each element with these attributes occurs. */
export type Skeleton = ReadonlyMap<string, number>;

export interface Markup {
  readonly skeleton: Skeleton;
  /** What must never be there, in words. */
  readonly faults: readonly string[];
}

/** Nothing that a reader cannot see may stand in what is shown (product.md §2.3). Line breaks and tabs are layout. */
const UNSEEN = /(?![\t\n])\p{Cc}|[\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const ADDRESSES = new Set(["href", "src", "action", "formaction", "xlink:href", "poster", "srcset", "data"]);
const NEVER = new Set(["iframe", "object", "embed", "base", "frame", "applet", "foreignobject", CANARY]);

/** Reads HTML as a browser does. */
export function readHtml(html: string): Markup {
  return readTree(new window.DOMParser().parseFromString(html, "text/html").documentElement);
}

/** Reads XML strictly: what is not well-formed is a fault. */
export function readXml(text: string): Markup {
  try {
    const document = new window.DOMParser().parseFromString(text, "application/xml");
    const broken = document.querySelector("parsererror");
    if (broken) return { skeleton: new Map(), faults: [`not well-formed: ${broken.textContent?.slice(0, 200)}`] };
    return readTree(document.documentElement);
  } catch (error) {
    return { skeleton: new Map(), faults: [`not well-formed: ${String(error).slice(0, 200)}`] };
  }
}

function readTree(root: Element): Markup {
  const skeleton = new Map<string, number>();
  const faults: string[] = [];
  for (const element of [root, ...root.querySelectorAll("*")]) {
    const name = element.localName.toLowerCase();
    const attributes = [...element.attributes].map((attribute) => attribute.name.toLowerCase()).sort();
    const key = `${name}[${attributes.join(" ")}]`;
    skeleton.set(key, (skeleton.get(key) ?? 0) + 1);
    if (NEVER.has(name)) faults.push(`<${name}> is there`);
    for (const { name: attribute, value } of element.attributes) {
      if (attribute.startsWith("on") || attribute.includes(CANARY))
        faults.push(`${name} has the attribute ${attribute}`);
      if (ADDRESSES.has(attribute) && !isOurs(value) && !isHttp(value, name))
        faults.push(`${name} leads to ${value.slice(0, 80)}`);
      // What a choice sends is what the chain calls itself, and is no text on the screen.
      const isSent = name === "option" && attribute === "value";
      if (!isSent && unseenIn(value) !== undefined) faults.push(`${name} ${attribute}: ${unseenIn(value)}`);
    }
    if (name === "script") faults.push(...scriptFaults(element));
    for (const node of element.childNodes) {
      const unseen = node.nodeType === 3 && name !== "script" ? unseenIn(node.nodeValue ?? "") : undefined;
      if (unseen !== undefined) faults.push(`${key}: ${unseen}`);
    }
  }
  return { skeleton, faults: [...new Set(faults)] };
}

/** Data is no script, if it is data. */
function scriptFaults(script: Element): string[] {
  const text = script.textContent ?? "";
  if (script.getAttribute("type") !== "application/ld+json") return [`a script: ${text.slice(0, 80)}`];
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [`data that is none: ${String(error)}`];
  }
}

/** A text with a character that a reader cannot see, made visible; `undefined`: there is none. */
export function unseenIn(text: string): string | undefined {
  return UNSEEN.test(text) ? `unseen ${shown(text)}` : undefined;
}

/** A path of ours, as a browser reads it: a backslash is a slash, and two at the beginning are another host. */
function isOurs(value: string): boolean {
  return /^(?:[/?#](?![/\\])|$)/.test(value);
}

/** Elsewhere only over https, or to this test's own host. */
function isHttp(value: string, element: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, host, username } = new URL(value);
  return (host === "explorer.test" || (protocol === "https:" && element === "a")) && username === "";
}

/** What one document has more often than the other, as lines. Empty: they are made of the same. */
export function differences(here: Skeleton, there: Skeleton): string[] {
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((key) => {
    const [a, b] = [here.get(key) ?? 0, there.get(key) ?? 0];
    return a === b ? [] : [`${key}: ${a} instead of ${b}`];
  });
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 120)).replace(/[^ -~]/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
}
