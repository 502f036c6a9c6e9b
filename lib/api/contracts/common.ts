import * as z from "zod";
import { SEVERITIES } from "@/lib/ics/finding";
import { CONSUMER_PHASES, UNKNOWN_REASONS } from "@/lib/ics/types";
import { unread } from "./unread";

/** Decimal integer as text: no figure of a chain passes through a float (product.md §2.5). */
export const integerText = z.string().regex(/^-?\d+$/);
/** Exact decimal fraction as text, "0.05". */
export const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/);
/** ISO-8601 UTC, up to nanoseconds. */
export const isoTime = z.string().regex(/^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/);
export const heightNumber = z.number().int().min(0);

/** A figure we do not have. Never null, never 0 (product.md §2.1). */
export const unknownFigure = z.object({ state: z.literal("unknown"), because: z.enum(UNKNOWN_REASONS) });
export type UnknownFigure = z.infer<typeof unknownFigure>;
export const orUnknown = <T extends z.ZodType>(schema: T) => z.union([schema, unknownFigure]);

export const at = z.object({ height: heightNumber, time: isoTime });
export const asOf = z.object({ chainId: z.string(), height: heightNumber, time: isoTime });
export type AsOf = z.infer<typeof asOf>;

export const envelope = <T extends z.ZodType>(data: T) =>
  z.object({ data, asOf, next: z.string().optional(), unread: z.array(unread).optional() });
export const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export const phase = z.enum(CONSUMER_PHASES);

export const finding = z.object({
  code: z.string(),
  severity: z.enum(SEVERITIES),
  sentence: z.string(),
  since: at.optional(),
  link: z.string(),
  consumerId: z.string().optional(),
});
export type FindingView = z.infer<typeof finding>;
