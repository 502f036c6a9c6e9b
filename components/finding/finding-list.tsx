"use client";

import { Badge } from "@/components/ui/badge";
import { PlaceLink } from "@/components/ui/place";
import { Sentence } from "@/components/ui/sentence";
import { Duration } from "@/components/ui/time";
import type { FindingView } from "@/lib/api/contracts/common";
import { safeText } from "@/lib/format/safe-text";
import { SEVERITY_LOOK } from "./severity-look";

/** What needs attention, worst first as it comes; each one sentence, since when, and the page with the evidence unless it is `here`. */
export function FindingList({
  findings,
  nameOf,
  here,
}: {
  findings: readonly FindingView[];
  nameOf?: ReadonlyMap<string, string>;
  here?: string;
}) {
  return (
    <ul>
      {findings.map((finding) => {
        const { mark, tone, word } = SEVERITY_LOOK[finding.severity];
        const name = finding.consumerId === undefined ? undefined : nameOf?.get(finding.consumerId);
        return (
          <li
            key={`${finding.consumerId ?? ""} ${finding.code}`}
            className="flex flex-wrap gap-x-3 border-line border-b py-1.5"
          >
            <span className="w-24">
              <Badge mark={mark} tone={tone}>
                {word}
              </Badge>
            </span>
            <span className="min-w-0 flex-1 basis-64">
              {finding.consumerId === undefined ? null : (
                <PlaceLink to={finding.link} className="font-semibold">
                  {safeText(name ?? "Consumer", 40)} ({finding.consumerId})
                </PlaceLink>
              )}{" "}
              <Sentence text={finding.sentence} />{" "}
              {finding.consumerId === undefined && finding.link !== here ? (
                <PlaceLink to={finding.link}>evidence</PlaceLink>
              ) : null}
            </span>
            {finding.since ? (
              <span className="text-muted">
                <Duration since={finding.since.time} />
              </span>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
