import * as z from "zod";
import { heightNumber, isoTime } from "./common";

const trustRoot = z.object({
  chainId: z.string(),
  height: heightNumber,
  hash: z.string(),
  /** `configured`: the operator vouches for it; `first-use`: the first header the chain's nodes showed. */
  method: z.enum(["configured", "first-use"]),
});

/** What came of checking one figure, the last time at or before the height of the view. */
const verificationItem = z.object({
  chainId: z.string(),
  consumerId: z.string().optional(),
  subject: z.string(),
  height: heightNumber,
  outcome: z.enum(["proven", "contradicted", "unproven"]),
  because: z.string().optional(),
  /** What was shown at that height, in words. */
  says: z.string(),
  rows: z.number(),
  checkedAt: isoTime,
  /** Of a header: how many nodes were asked, and how many said the same. */
  nodes: z.object({ asked: z.number(), agree: z.number() }).optional(),
  /** Path of the proof file, while it is kept. */
  proof: z.string().optional(),
});
export type VerificationItem = z.infer<typeof verificationItem>;

const endpointVerdict = z.object({
  chainId: z.string(),
  url: z.string(),
  height: heightNumber,
  field: z.string(),
  expected: z.string(),
  answered: z.string(),
  isProven: z.boolean(),
  noticedAt: isoTime,
});

export const verificationView = z.object({
  roots: z.array(trustRoot),
  results: z.array(verificationItem),
  disagreements: z.array(endpointVerdict),
});
export type VerificationView = z.infer<typeof verificationView>;

/** A check that was asked for: of which chain and height, and whether somebody had asked for it already. */
export const askedRecheck = z.object({
  data: z.object({ state: z.enum(["queued", "waiting"]), chainId: z.string(), height: heightNumber }),
});
export type AskedRecheck = z.infer<typeof askedRecheck>;

/** The file of a proof: `lib/light/evidence.ts` reads it, here it is only described. */
export const proofFile = z.looseObject({
  format: z.literal("ics-explorer-proof"),
  version: z.number(),
  network: z.string(),
  chainId: z.string(),
  consumerId: z.string().optional(),
  subject: z.string(),
  height: heightNumber,
  says: z.string(),
});
