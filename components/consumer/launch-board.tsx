"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Countdown } from "@/components/ui/countdown";
import { type Column, DataTable } from "@/components/ui/data-table";
import { ExportLinks } from "@/components/ui/export-links";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { FigureMark } from "@/components/verify/figure-mark";
import { apiPath } from "@/lib/api/api-path";
import type { UnknownFigure } from "@/lib/api/contracts/common";
import type { LaunchItem } from "@/lib/api/contracts/launch";
import { launchesQuery } from "@/lib/api/launches-query";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { formatUtc } from "@/lib/format/time";
import { consumerName, kindWords } from "./consumer-words";
import { launchesSentence } from "./launches-sentence";
import { LifeSteps } from "./life-steps";
import { PhaseMark } from "./phase-mark";

const nameColumn: Column<LaunchItem> = {
  key: "name",
  label: "Consumer",
  cell: (item) => (
    <>
      <span className="mr-2 inline-block min-w-5 font-mono text-muted">{item.consumerId}</span>
      <PlaceLink to={`/consumers/${item.consumerId}/launch`}>
        <bdi>{consumerName(item)}</bdi>
      </PlaceLink>
    </>
  ),
};
const chainColumn: Column<LaunchItem> = {
  key: "chain",
  label: "Chain",
  cell: ({ chainId }) => <span className="font-mono">{safeText(chainId, 50)}</span>,
};
const kindColumn: Column<LaunchItem> = { key: "kind", label: "Kind", cell: (item) => kindWords(item) };
const optInColumn: Column<LaunchItem> = {
  key: "opted",
  label: "Opted in",
  isNumeric: true,
  cell: (item) => (
    <span className="whitespace-nowrap">
      {item.optedInCount === 0 ? "no one" : item.optedInCount}
      <FigureMark consumerId={item.consumerId} subject="opted-in" name={`opt-ins of ${consumerName(item)}`} />
    </span>
  ),
};
const setColumn = (label: string): Column<LaunchItem> => ({
  key: "set",
  label,
  isNumeric: true,
  cell: (item) => (
    <span className="whitespace-nowrap">
      {item.validatorCount === 0 ? "nobody" : item.validatorCount}
      <FigureMark consumerId={item.consumerId} subject="stored-set" name={`set of ${consumerName(item)}`} />
    </span>
  ),
});

type Moment = { readonly height: number; readonly time: string } | UnknownFigure | undefined;
function moment(key: string, label: string, of: (item: LaunchItem) => Moment, none: ReactNode): Column<LaunchItem> {
  return {
    key,
    label,
    cell: (item) => {
      const at = of(item);
      if (at !== undefined && isUnknown(at)) return <Unknown because={at.because} />;
      return at ? (
        <span title={`height ${at.height}`}>
          <Time iso={at.time} />
        </span>
      ) : (
        <span className="text-muted">{none}</span>
      );
    },
  };
}

interface Group {
  readonly key: string;
  readonly title: string;
  readonly has: (item: LaunchItem) => boolean;
  readonly columns: readonly Column<LaunchItem>[];
}

/** In the order of a life; who failed stands apart from who only registered. */
const GROUPS: readonly Group[] = [
  {
    key: "initialized",
    title: "To launch",
    has: ({ phase }) => phase === "initialized",
    columns: [
      nameColumn,
      chainColumn,
      kindColumn,
      {
        key: "spawn",
        label: "Spawn time",
        cell: ({ spawnTime }) =>
          spawnTime === undefined ? (
            "not set"
          ) : (
            <>
              <Countdown iso={spawnTime} /> <span className="text-muted">{formatUtc(spawnTime)}</span>
            </>
          ),
      },
      optInColumn,
      setColumn("Would start with"),
    ],
  },
  {
    key: "failed",
    title: "Failed to launch",
    has: ({ failedLaunch, phase }) => failedLaunch !== undefined && phase === "registered",
    columns: [
      nameColumn,
      chainColumn,
      kindColumn,
      {
        key: "spawn",
        label: "Spawn time it missed",
        cell: ({ failedLaunch }) =>
          failedLaunch?.spawnTime === undefined ? "not recorded" : formatUtc(failedLaunch.spawnTime),
      },
      moment("failed", "Failed", ({ failedLaunch }) => failedLaunch?.at, "not recorded"),
      optInColumn,
    ],
  },
  {
    key: "registered",
    title: "Registered, without a spawn time",
    has: ({ failedLaunch, phase }) => failedLaunch === undefined && phase === "registered",
    columns: [
      nameColumn,
      chainColumn,
      kindColumn,
      moment("created", "Registered", ({ createdAt }) => createdAt, "before our record"),
      optInColumn,
    ],
  },
  {
    key: "launched",
    title: "Launched",
    has: ({ phase }) => phase === "launched",
    columns: [
      nameColumn,
      chainColumn,
      kindColumn,
      moment("launched", "Launched", ({ launchedAt }) => launchedAt, "before our record"),
      moment("started", "First sign of its chain", ({ startedAt }) => startedAt, "none yet"),
      moment("channel", "Channel opened", ({ channelAt }) => channelAt, "not opened"),
      setColumn("Validators"),
    ],
  },
  {
    key: "stopped",
    title: "Stopped",
    has: ({ phase }) => phase === "stopped",
    columns: [
      nameColumn,
      chainColumn,
      kindColumn,
      moment("stopped", "Stopped", ({ stoppedAt }) => stoppedAt, "before our record"),
      {
        key: "removal",
        label: "Deleted from",
        cell: ({ removalTime }) =>
          removalTime === undefined ? (
            "not recorded"
          ) : (
            <>
              <Countdown iso={removalTime} /> <span className="text-muted">{formatUtc(removalTime)}</span>
            </>
          ),
      },
    ],
  },
  {
    key: "deleted",
    title: "Deleted",
    has: ({ phase }) => phase === "deleted",
    columns: [
      nameColumn,
      chainColumn,
      moment("launched", "Launched", ({ launchedAt }) => launchedAt, "before our record"),
      moment("stopped", "Stopped", ({ stoppedAt }) => stoppedAt, "before our record"),
      moment("deleted", "Deleted", ({ deletedAt }) => deletedAt, "before our record"),
    ],
  },
];

/** All consumers as launches: to come with their countdown, failed, registered, launched, ended; and each one's life. */
export function LaunchBoard() {
  const { network, height } = usePlace();
  const { data } = useQuery(launchesQuery(network, height));
  if (!data) return null;
  const items = data.data;
  return (
    <>
      <h1>{launchesSentence(items)}</h1>
      <p className="mt-1 text-muted">
        <a href={apiPath(network, "/calendar.ics", undefined)}>Launches and deletions as a calendar</a> ·{" "}
        <ExportLinks path="/launches" isList />
      </p>
      {GROUPS.map(({ key, title, has, columns }) => {
        const rows = items.filter(has);
        if (rows.length === 0) return null;
        return (
          <section key={key} className="mt-6">
            <DataTable
              caption={title}
              columns={columns}
              rows={key === "initialized" ? rows.toSorted(bySpawnTime) : rows}
              rowKey={({ consumerId }) => consumerId}
              empty="None."
            />
          </section>
        );
      })}
      {items.length === 0 ? null : (
        <section className="mt-8">
          <h2>The life of each</h2>
          {items.map((item) => (
            <details key={item.consumerId} className="border-line border-b py-1.5">
              <summary>
                <bdi>{consumerName(item)}</bdi> ({item.consumerId}) <PhaseMark phase={item.phase} />{" "}
                <span className="text-muted">{count(item.steps.length, "step")}</span>
              </summary>
              <div className="mt-2 pl-4 max-sm:pl-0">
                <LifeSteps steps={item.steps} path={`/consumers/${item.consumerId}`} />
              </div>
            </details>
          ))}
        </section>
      )}
    </>
  );
}

function bySpawnTime(a: LaunchItem, b: LaunchItem): number {
  return (a.spawnTime ?? "~") < (b.spawnTime ?? "~") ? -1 : 1;
}
