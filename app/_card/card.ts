import type { AsOf } from "@/lib/api/contracts/common";
import type { ServerDeps } from "@/lib/server/deps";
import type { ViewAt } from "@/lib/server/frame";
import type { ReadResult } from "@/lib/server/outcome";

/** A figure of a card. `tone` colours what needs attention; a healthy figure has none. */
export interface CardFigure {
  readonly word: string;
  readonly value: string;
  readonly tone?: "warn" | "bad";
}

/** What a page says in one look: its title, the sentence it opens with, and up to four figures. Chain text may be in it. */
export interface CardFace {
  readonly title: string;
  readonly sentence: string;
  readonly figures: readonly CardFigure[];
}

/** A card with the moment it shows. */
export interface Card extends CardFace {
  readonly asOf: AsOf;
  /** Upper-case hex. */
  readonly blockHash: string;
}

/** What a card is asked with. `named` are the named groups of its pattern, decoded. */
export interface CardInput {
  readonly deps: ServerDeps;
  readonly network: string;
  readonly at: ViewAt;
  readonly named: Readonly<Record<string, string>>;
  /** Those parameters of the page that say what it is about (`CARD_PARAMETERS`). */
  readonly search: URLSearchParams;
}

/** Parameters of pages without which a path does not say what the page is about. */
export const CARD_PARAMETERS = ["chain"] as const;

/** The card of one kind of page, read by the page's own read model at the same height. */
export interface CardKind {
  /** Of the page's path without network: `^/consumers/(?<id>[^/]+)$`. */
  readonly pattern: RegExp;
  readonly read: (input: CardInput) => Promise<ReadResult<CardFace>>;
}

/** The face of a view, with the view's own height, version and finality. */
export async function faceOf<T>(
  result: Promise<ReadResult<T>>,
  face: (data: T) => CardFace,
): Promise<ReadResult<CardFace>> {
  const view = await result;
  return view.state === "fault" ? view : { ...view, data: face(view.data) };
}
