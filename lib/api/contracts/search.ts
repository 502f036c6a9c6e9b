import * as z from "zod";

export const HIT_KINDS = ["validator", "consumer", "block", "transaction", "packet", "proposal"] as const;

export const searchHit = z.object({
  kind: z.enum(HIT_KINDS),
  /** What it is called. Chain text: hostile. */
  label: z.string(),
  /** In which way it answers to the query: "consumer key on Orbit (1), blocks 33 to 364". */
  matched: z.string(),
  /** What tells it from others of that name. */
  detail: z.string().optional(),
  /** Path of its page, without the network. */
  link: z.string(),
  /** The query names it, in full. */
  isExact: z.boolean(),
});
export type SearchHit = z.infer<typeof searchHit>;

export const searchView = z.object({
  query: z.string(),
  /** Best first. */
  hits: z.array(searchHit),
  /** How many more there are than are shown. */
  more: z.number(),
  /** Page of the only thing that the query names in full. */
  jump: z.string().optional(),
  /** What the query looks like and yet does not lead anywhere, or that it was not understood. Whole sentences. */
  notUnderstood: z.array(z.string()),
});
export type SearchView = z.infer<typeof searchView>;
