import { writeOutTimes } from "@/lib/format/time";
import { readFindings } from "@/lib/server/read-findings";
import { type FeedKind, itemsOf } from "./feed";

/** What needs attention. A finding that goes and comes again is another one: it holds since another block. */
export const findingsFeed: FeedKind = {
  name: "findings",
  title: "Findings",
  path: "/",
  read: (deps, network, at) =>
    itemsOf(readFindings(deps, network, at), (findings, now) =>
      findings.map(({ code, severity, sentence, since, link, consumerId }) => ({
        key: `${consumerId ?? "network"}/${code}/${since?.height ?? "always"}`,
        title: `${severity}: ${writeOutTimes(sentence)}`,
        summary: `${code.replaceAll("-", " ")}${since === undefined ? "" : `, since height ${since.height}`}`,
        updated: since?.time ?? now,
        path: link,
      })),
    ),
};
