import type { HotOutcome } from "./hot-answers";

/** What the door has done since the process began. Kinds and outcomes are few and named here: nobody adds one from outside. */
export interface DoorFigures {
  /** By kind and status, as `api 200`. */
  readonly requests: Map<string, number>;
  readonly hot: Record<HotOutcome, number>;
  /** Of each memory of hot answers. */
  readonly memories: { readonly size: number; readonly bytes: number }[];
}

interface Held {
  explorerDoorFigures?: DoorFigures;
}

/** One per process: the door and the route of `/metrics` do not share module scope. */
export function doorFigures(): DoorFigures {
  const global = globalThis as Held;
  global.explorerDoorFigures ??= { requests: new Map(), hot: { hit: 0, stale: 0, miss: 0 }, memories: [] };
  return global.explorerDoorFigures;
}

export function countRequest({ requests }: DoorFigures, kind: RequestKind, status: number): void {
  const key = `${kind} ${status}`;
  requests.set(key, (requests.get(key) ?? 0) + 1);
}

export type RequestKind = "api" | "stream" | "image" | "asset" | "watch" | "page";

/** What is asked for, by its address. */
export function kindOf(url: string): RequestKind {
  if (/^\/(?:_next|fonts)\/|^\/[\w.-]+\.(?:ico|svg|png|txt|xml|webmanifest)(?:\?|$)/.test(url)) return "asset";
  if (/^\/(?:metrics|api\/health|api\/ready)(?:[/?]|$)/.test(url)) return "watch";
  if (/^\/api\/v1\/[^/?]+\/stream(?:\?|$)/.test(url)) return "stream";
  if (/^\/api\//.test(url)) return "api"; // `/api` itself is the page about it.
  if (/^\/(?:[^/?]+\/)?(?:card|badge|embed)\//.test(url)) return "image";
  return "page";
}
