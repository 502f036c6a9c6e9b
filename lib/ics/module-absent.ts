import type { Finding } from "./finding";
import type { IsoTime } from "./types";

/** First block of a provider without its module. Its time is not known when our record begins later. */
export interface AbsentSince {
  readonly height: number;
  readonly time?: IsoTime;
}

/** The provider's module is gone (ics-protocol.md §7.4): what is shown of its consumers stands as it was said last. */
export function moduleAbsentFinding({ height, time }: AbsentSince): Finding {
  return {
    code: "module-absent",
    severity: "bad",
    sentence: `This chain is no provider any more: since block ${height} its provider module does not answer, and what is shown of its consumers is what it said last.`,
    ...(time === undefined ? {} : { since: { height, time } }),
    link: "/status",
  };
}
