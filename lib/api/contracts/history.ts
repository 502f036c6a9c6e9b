import * as z from "zod";
import { heightNumber, integerText, isoTime, orUnknown } from "./common";

/** One field of a consumer's record before and after. Lists say what was added and removed; addresses are the provider's. */
export const fieldChange = z.object({
  field: z.string(),
  /** Left out: it was not set. */
  from: z.string().optional(),
  to: z.string().optional(),
  added: z.array(z.string()).optional(),
  removed: z.array(z.string()).optional(),
});

export const consumerHistoryView = z.object({
  consumerId: z.string(),
  /** Size of the stored set at each height that changed it. */
  setSizes: z.array(z.object({ height: heightNumber, validators: z.number(), power: integerText })),
  /** Every change of its record, newest first. */
  changes: z.array(
    z.object({
      height: heightNumber,
      time: orUnknown(isoTime),
      txHash: z.string().optional(),
      fields: z.array(fieldChange),
    }),
  ),
  /** Base units of `minStake`. */
  bondDenom: z.string().optional(),
});
export type ConsumerHistoryView = z.infer<typeof consumerHistoryView>;
