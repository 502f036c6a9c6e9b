import { cache } from "react";
import type { ReadFault } from "@/lib/server/outcome";
import type { PageInput } from "./page-input";

/**
 * Carries why a page cannot be shown from the page to `not-found.tsx`, which Next gives no arguments. One per request.
 */
export const requestFault = cache((): { current?: { readonly fault: ReadFault; readonly input: PageInput } } => ({}));
