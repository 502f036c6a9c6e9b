"use client";

import { DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { PlaceLink } from "@/components/ui/place";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { SlashReport } from "@/lib/api/contracts/slash";
import { safeText } from "@/lib/format/safe-text";
import { OUTCOME_WORDS, RESULT_WORDS, slashedName } from "./slash-words";

/** What consumers reported and what became of it, one report a row with its attempts in order. */
export function ReportList({
  caption,
  reports,
  empty,
  path,
}: {
  caption: string;
  reports: readonly SlashReport[];
  empty: string;
  path: string;
}) {
  return (
    <DataTable
      caption={caption}
      rows={reports}
      rowKey={({ channelId, attempts }) => `${channelId} ${attempts[0]?.sequence}`}
      empty={empty}
      columns={[
        {
          key: "who",
          label: "Report against",
          cell: (report) => (
            <bdi>{slashedName({ ...report, validator: report.validator ?? report.consumerAddress })}</bdi>
          ),
        },
        {
          key: "by",
          label: "By",
          cell: ({ consumerId, name, chainId, channelId }) =>
            consumerId === undefined ? (
              <span className="text-muted">{channelId}, of no consumer we know</span>
            ) : (
              <PlaceLink to={`/consumers/${consumerId}/slashes`}>
                {safeText(name ?? "", 40) || safeText(chainId ?? "", 50)}
              </PlaceLink>
            ),
        },
        {
          key: "attempts",
          label: "Attempts",
          cell: ({ attempts, consumerId }) => (
            <ol>
              {attempts.map(({ at, result, sequence }) => (
                <li key={sequence}>
                  {consumerId === undefined ? (
                    `packet ${sequence}`
                  ) : (
                    <PlaceLink to={`/packets/${consumerId}/slash/${sequence}`}>packet {sequence}</PlaceLink>
                  )}{" "}
                  {RESULT_WORDS[result]} at{" "}
                  {isUnknown(at) ? <Unknown because={at.because} /> : <HeightLink height={at.height} to={path} />}
                </li>
              ))}
            </ol>
          ),
        },
        {
          key: "outcome",
          label: "Outcome",
          cell: ({ outcome, slashId }) =>
            slashId === undefined ? (
              <span className={outcome === "waiting" || outcome === "refused" ? "text-warn" : "text-muted"}>
                {OUTCOME_WORDS[outcome]}
              </span>
            ) : (
              <PlaceLink to={`/slashes/${slashId}`}>{OUTCOME_WORDS[outcome]}</PlaceLink>
            ),
        },
      ]}
    />
  );
}
