import * as z from "zod";
import { CHANGEOVER_STAGES } from "@/lib/ics/changeover";
import { heightNumber } from "./common";

/** Where a chain stands that existed before it became a consumer (ics-protocol.md §6.8). Heights are the chain's own. */
export const changeoverState = z.object({
  /** `preparing`, `launched` and `upgraded`: its own validators sign. `switched`: the provider's do, or did until it left. */
  stage: z.enum(CHANGEOVER_STAGES),
  /** Connection on the provider that it takes over. */
  connectionId: z.string(),
  /** Height it is to upgrade at: that of its initialization parameters. */
  plannedHeight: heightNumber,
  /** Block in which its consumer module was set up. Left out until it is seen. */
  upgradeHeight: heightNumber.optional(),
  /** Last block its own validators sign, and first of the provider's; as planned until the upgrade is seen. */
  lastOwnHeight: heightNumber,
  firstHeight: heightNumber,
});
export type ChangeoverView = z.infer<typeof changeoverState>;

/** What the chain of a consumer that was stopped or deleted does now, and how many validators are in the last set it had. */
export const afterlife = z.object({ state: z.enum(["goes-on", "stands-still"]), validators: z.number() });

/**
 * Which set the consumer's chain runs. `own`: the one it had before it became a consumer. `provider`: the provider's. `last`:
 * the last it was given, since it is stopped or deleted and gets no more updates.
 */
export const runsSet = z.enum(["own", "provider", "last"]);
export type RunsSet = z.infer<typeof runsSet>;
