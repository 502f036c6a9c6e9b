import { problem } from "@/lib/server/answer";
import { fault } from "@/lib/server/outcome";

/** Whatever has no route of its own: an answer in the API's own form, not a page. */
export function GET(): Response {
  return problem(fault(404, "unknown-route", "There is nothing here; /api/v1/openapi.json lists what there is."));
}
