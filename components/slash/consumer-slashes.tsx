"use client";

import { useQuery } from "@tanstack/react-query";
import { Address } from "@/components/ui/address";
import { FigureRow } from "@/components/ui/figure-row";
import { usePlace } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { apiPath } from "@/lib/api/api-path";
import { type ConsumerSlashesAnswer, consumerSlashesQuery } from "@/lib/api/slashes-query";
import { count } from "@/lib/format/number";
import { ReportList } from "./report-list";
import { slashedName } from "./slash-words";
import { SlashesTable } from "./slashes-table";
import { WatchTable } from "./watch-table";

/** What one consumer got punished, who is near being reported, and what it has reported. */
export function ConsumerSlashes({ consumerId }: { consumerId: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerSlashesQuery(network, consumerId, height));
  if (!data) return null;
  const { data: items, watch, reports, queued } = data;
  const path = `/consumers/${consumerId}/slashes`;
  return (
    <>
      <h1 className="mt-4">{sentenceOf(data)}</h1>
      <FigureRow
        figures={[
          { key: "punished", word: "Punishments it caused", value: items.length === 0 ? "none" : items.length },
          {
            key: "queued",
            word: "Reports not sent yet",
            value: isUnknown(queued) ? (
              <Unknown because={queued.because} />
            ) : queued.length === 0 ? (
              "none"
            ) : (
              queued.length
            ),
          },
          ...(watch && !isUnknown(watch)
            ? [
                { key: "window", word: "Window", value: `${watch.window} blocks` },
                { key: "limit", word: "May be missed of them", value: watch.maxMissed },
              ]
            : []),
        ]}
      />
      {watch === undefined ? (
        <p className="text-muted">Its chain has made no block yet, so nobody can have missed one.</p>
      ) : isUnknown(watch) ? (
        <p>
          How its validators sign is <Unknown because={watch.because} />
        </p>
      ) : (
        <WatchTable watch={watch} />
      )}
      <section className="mt-8">
        <SlashesTable
          caption="Punishments it caused"
          items={items}
          empty="No one has been punished because of this consumer."
          without={["origin"]}
        />
      </section>
      {isUnknown(queued) || queued.length === 0 ? null : (
        <section className="mt-8">
          <h2>Reports waiting on the consumer</h2>
          <ul>
            {queued.map(({ consumerAddress, at }) => (
              <li key={`${consumerAddress} ${at.height}`}>
                <Address value={consumerAddress} what="consensus address" /> reported in block{" "}
                <span className="font-mono">{at.height}</span>, <Time iso={at.time} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {reports.length === 0 ? null : (
        <section className="mt-8">
          <ReportList caption="Its reports, in order of arrival" reports={reports} empty="None." path={path} />
        </section>
      )}
      <p className="mt-3 text-muted">
        <a href={apiPath(network, path, height)}>The same as JSON</a> · “may still miss”: if every block from now on is
        missed
      </p>
    </>
  );
}

function sentenceOf({ data, watch }: ConsumerSlashesAnswer): string {
  const caused =
    data.length === 0
      ? "Nobody has been punished because of this consumer"
      : `This consumer has caused ${count(data.length, "punishment")}`;
  if (!watch || isUnknown(watch)) return `${caused}.`;
  const reported = watch.members.filter(({ isReported }) => isReported).length;
  const nearest = watch.members.find(({ isReported }) => !isReported);
  const wait =
    reported === 0
      ? ""
      : `; ${count(reported, "validator")} ${reported === 1 ? "is" : "are"} reported and not yet dealt with`;
  if (!nearest || nearest.missed === 0)
    return `${caused}${wait}; nobody ${reported === 0 ? "" : "else "}in its set is missing blocks.`;
  const name = slashedName({ ...nearest, validator: nearest.validator ?? nearest.consumerAddress });
  return `${caused}${wait}; nearest to a report is ${name}, who may miss ${count(nearest.missesLeft, "more block")}.`;
}
