import * as z from "zod";
import { DUTIES, DUTY_CASES } from "@/lib/ics/duty-view";
import { decimalText, heightNumber, integerText, isoTime, orUnknown } from "./common";

/** A point in a validator's plan. Heights are the provider's; `update`: when the consumer applies that update (vscID). */
const moment = z.object({
  height: heightNumber.optional(),
  time: isoTime.optional(),
  update: integerText.optional(),
  isEstimate: z.boolean().optional(),
});

/** What a validator has to do about one consumer. */
export const dutyRow = z.object({
  consumerId: z.string(),
  /** `run` and `run-until` together are exactly the validators in the consumer's CometBFT set. */
  duty: z.enum(DUTIES),
  /** Which case of the protocol it is. */
  case: z.enum(DUTY_CASES),
  reason: z.string(),
  since: moment.optional(),
  until: moment.optional(),
  /** Public key to sign with now, or the one it would use. Base64. */
  key: z.string(),
  /** Key that takes over while a change of keys is on its way. */
  nextKey: z.string().optional(),
  /** False: it is the provider key. */
  keyAssigned: z.boolean(),
  /** Part of the watched blocks of the chain's downtime window that it signed. Left out where it is in no set that signs. */
  uptime: orUnknown(decimalText).optional(),
  /** Blocks it may still miss before the chain reports it, if it misses every one from now on. */
  missesLeft: orUnknown(z.number().int()).optional(),
  /** What the two rest on. Heights are the consumer's. */
  downtime: z
    .object({
      window: z.number().int(),
      watched: z.number().int(),
      missed: z.number().int(),
      maxMissed: z.number().int(),
      jailAtEarliest: heightNumber,
      /** How long the misses left last, by the median of the chain's last 100 block intervals. */
      leftMs: z.number().int().optional(),
      /** The chain has reported it already and waits for the provider's word. */
      isReported: z.boolean(),
    })
    .optional(),
  commission: decimalText,
  /** What a slash there would burn of its stake today, base units. Left out where the consumer has no parameters of its own. */
  slash: z.object({ downtime: integerText, doubleSign: integerText }).optional(),
  /** Its distance to the Top N line in power, negative below. Left out on opt-in consumers. */
  topN: z.object({ percent: z.number(), line: integerText, distance: integerText, isClose: z.boolean() }).optional(),
});
export type DutyRow = z.infer<typeof dutyRow>;
