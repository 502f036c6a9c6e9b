import * as z from "zod";
import { UNKNOWN_REASONS } from "@/lib/ics/types";

/**
 * Something that the blocks of our record tell and that was not read from them, since an earlier build read them. `unknown`:
 * nothing is known of it at the block shown; `partial`: from block `before` on it is known, and before it what was kept.
 */
export const unread = z.object({
  chainId: z.string(),
  subject: z.string(),
  before: z.number().int(),
  state: z.enum(["unknown", "partial"]),
  because: z.enum(UNKNOWN_REASONS),
  says: z.string(),
});
export type Unread = z.infer<typeof unread>;
