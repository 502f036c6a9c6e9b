"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Address } from "@/components/ui/address";
import { Power } from "@/components/ui/amount";
import { Badge } from "@/components/ui/badge";
import { Countdown, TimeInZones } from "@/components/ui/countdown";
import { type Column, DataTable } from "@/components/ui/data-table";
import { DefinitionList } from "@/components/ui/definition-list";
import { ExportLinks } from "@/components/ui/export-links";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Sentence } from "@/components/ui/sentence";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { apiPath } from "@/lib/api/api-path";
import type { LaunchView as View } from "@/lib/api/contracts/launch";
import { launchQuery } from "@/lib/api/launch-query";
import { count, formatShare, shareOf } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { formatUtc } from "@/lib/format/time";
import { EXCLUSION_WORDS } from "@/lib/format/words";
import { ChangeoverPart } from "./changeover-part";
import { ComparedParameters } from "./compared-parameters";
import { FileCheck } from "./file-check";
import { launchSentence } from "./launch-sentence";
import { LifeSteps } from "./life-steps";
import { QuorumBar } from "./quorum-bar";

/** Before a launch: when it comes and what it misses. Afterwards: how it went. */
export function LaunchView({ consumerId }: { consumerId: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(launchQuery(network, consumerId, height));
  if (!data) return null;
  const view = data.data;
  const isAhead = view.phase === "registered" || view.phase === "initialized";
  return (
    <>
      <h1 className="mt-6">{launchSentence(view)}</h1>
      <WhenIs view={view} />
      {view.checks.length === 0 ? null : (
        <Part title="What it takes">
          <ul>
            {view.checks.map(({ code, state, sentence }) => (
              <li key={code} className="flex flex-wrap gap-x-3 border-line border-b py-1.5">
                <span className="w-24">
                  <Badge {...CHECK_LOOK[state]}>{CHECK_WORD[state]}</Badge>
                </span>
                <span className="min-w-0 flex-1 basis-64">
                  <Sentence text={sentence} maxLength={300} />
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {view.changeover === undefined ? null : <ChangeoverPart view={{ ...view, changeover: view.changeover }} />}
      <Part title={isAhead ? "Who would start it" : "Who it was launched with"}>
        <Quorum view={view} />
        <Members view={view} />
        <Absentees rows={view.notInSet} />
      </Part>
      <Part title="Genesis file and binary">
        <DefinitionList
          entries={[
            { key: "genesis", word: "Genesis hash", value: <Hash value={view.genesisHash} what="genesis hash" /> },
            { key: "binary", word: "Binary hash", value: <Hash value={view.binaryHash} what="binary hash" /> },
          ]}
        />
        <div className="mt-3">
          <FileCheck hashes={{ genesisHash: view.genesisHash, binaryHash: view.binaryHash }} />
        </div>
      </Part>
      <Part title="Parameters">
        <ComparedParameters parameters={view.parameters} />
      </Part>
      <Part title="Its life so far">
        <LifeSteps steps={view.steps} path={`/consumers/${view.consumerId}/launch`} />
      </Part>
      <p className="mt-6 text-muted">
        <ExportLinks path={`/consumers/${view.consumerId}/launch`} /> ·{" "}
        <a href={apiPath(network, "/calendar.ics", undefined)}>all launches as a calendar</a> ·{" "}
        <PlaceLink to="/launches">all launches</PlaceLink>
      </p>
    </>
  );
}

const CHECK_LOOK = {
  done: { mark: "✓", tone: "muted" },
  missing: { mark: "✕", tone: "bad" },
  advice: { mark: "!", tone: "warn" },
} as const;
const CHECK_WORD = { done: "done", missing: "missing", advice: "mind" } as const;

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-8">
      <h2 className="mb-1">{title}</h2>
      {children}
    </section>
  );
}

function WhenIs({ view }: { view: View }) {
  const { phase, spawnTime, launchedAt, startedAt, chain, failedLaunch, changeover } = view;
  const isAhead = phase === "registered" || phase === "initialized";
  if (isAhead && spawnTime === undefined && failedLaunch?.at === undefined) return null;
  return (
    <dl className="my-6 flex flex-wrap gap-x-8 gap-y-3 border-line border-y py-3">
      {isAhead && spawnTime !== undefined ? (
        <Fact word="Launches">
          <span className="text-[1.25rem] font-semibold tabular-nums">
            <Countdown iso={spawnTime} />
          </span>
          <br />
          <TimeInZones iso={spawnTime} />
        </Fact>
      ) : null}
      {failedLaunch?.at === undefined ? null : (
        <Fact word="Failed">
          {formatUtc(failedLaunch.at.time)}, height <span className="font-mono">{failedLaunch.at.height}</span>
        </Fact>
      )}
      {launchedAt === undefined ? null : (
        <Fact word="Launched">
          {formatUtc(launchedAt.time)}, height <span className="font-mono">{launchedAt.height}</span>
        </Fact>
      )}
      {launchedAt === undefined || changeover !== undefined ? null : (
        <Fact word="First sign of its chain">
          {startedAt && isUnknown(startedAt) ? (
            <Unknown because={startedAt.because} />
          ) : startedAt ? (
            <>
              {formatUtc(startedAt.time)}, height <span className="font-mono">{startedAt.height}</span> of{" "}
              {safeText(startedAt.chainId, 50)}
            </>
          ) : chain !== undefined && isUnknown(chain) && chain.because !== "no-endpoint" ? (
            <Unknown because={chain.because} />
          ) : (
            "none yet"
          )}
        </Fact>
      )}
      {chain === undefined || isUnknown(chain) || chain.online === undefined ? null : (
        <Fact word="Power that signed its last block">
          {formatShare(chain.online.share, 2)} <span className="text-muted">(a block takes more than 66.67 %)</span>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-[0.9286rem] text-muted">{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Quorum({ view }: { view: View }) {
  const { set, phase } = view;
  const members = set.validators;
  if (members.length === 0) {
    return (
      <p>
        {view.optedInCount === 0 ? "No one has opted in." : "Nobody who opted in may validate it."}{" "}
        {phase === "initialized" || phase === "registered" ? "A launch needs at least one validator." : ""}
      </p>
    );
  }
  const isNext = set.basis === "next";
  const needed = new Set(members.slice(0, set.fewestToStart ?? 0).map((member) => member.providerConsAddress));
  const isSigningKnown = members.some((member) => member.isSigning !== undefined);
  const ownKeys = members.filter(({ keyAssigned }) => keyAssigned).length;
  const keyShare = shareOf(BigInt(set.powerWithOwnKey), BigInt(set.totalPower));
  return (
    <>
      <p>
        {count(members.length, "validator")} with a power of <Power value={set.totalPower} />
        {set.shareOfProvider === undefined ? "" : `, ${formatShare(set.shareOfProvider)} of the provider's`};{" "}
        {view.changeover === undefined ? "the first block comes" : "their first block comes"} when more than 66.67 % of
        it is online:{" "}
        {set.fewestToStart === 1 ? "the strongest alone is enough" : `the strongest ${set.fewestToStart} are enough`}.{" "}
        {ownKeys === 0
          ? "All use the key they have on the provider."
          : `${ownKeys} of them, with ${formatShare(keyShare)} of the power, assigned a key of their own.`}
      </p>
      <QuorumBar
        members={members}
        isFilled={(member) =>
          isNext || !isSigningKnown ? needed.has(member.providerConsAddress) : member.isSigning === true
        }
      />
      <p className="mb-3 text-[0.9286rem] text-muted">
        {isNext || !isSigningKnown
          ? "Filled: the fewest that pass the mark at 66.67 %."
          : "Filled: those of them who signed its last block; the mark is at 66.67 % of the power at launch."}
      </p>
    </>
  );
}

type Member = View["set"]["validators"][number];

function Members({ view }: { view: View }) {
  const { set, chain, changeover } = view;
  if (set.validators.length === 0) return null;
  // Until a changeover is done others sign its blocks.
  const isTheirs = changeover === undefined || changeover.stage === "switched";
  const hasChain = isTheirs && chain !== undefined && !isUnknown(chain);
  const columns: Column<Member>[] = [
    {
      key: "validator",
      label: "Validator",
      cell: (member) => (
        <PlaceLink to={`/validators/${member.operator ?? member.providerConsAddress}`}>
          <bdi>{safeText(member.moniker ?? "", 40) || member.providerConsAddress.slice(-8)}</bdi>
        </PlaceLink>
      ),
    },
    { key: "power", label: "Power there", isNumeric: true, cell: ({ power }) => <Power value={power} /> },
    { key: "share", label: "Share", isNumeric: true, cell: ({ share }) => formatShare(share) },
    {
      key: "key",
      label: "Key",
      cell: ({ key, keyAssigned }) => (
        <>
          {keyAssigned ? "its own" : <span className="text-muted">the provider's</span>}{" "}
          <Address value={key} what="key" isHash />
        </>
      ),
    },
    ...(set.basis === "next"
      ? [
          {
            key: "active",
            label: "On the provider",
            cell: ({ active }: Member) => (active ? "active" : <span className="text-muted">inactive</span>),
          },
        ]
      : []),
    ...(hasChain
      ? [
          {
            key: "signs",
            label: "Signed its last block",
            cell: ({ isSigning }: Member) =>
              isSigning === undefined ? (
                <span className="text-muted">left the set</span>
              ) : isUnknown(isSigning) ? (
                <Unknown because={isSigning.because} />
              ) : isSigning ? (
                "✓ signed"
              ) : (
                <span className="text-warn">– did not sign</span>
              ),
          },
        ]
      : []),
  ];
  return (
    <DataTable
      caption={set.basis === "next" ? "The set a launch now would give" : "The set at launch"}
      captionHidden
      columns={columns}
      rows={set.validators}
      rowKey={({ providerConsAddress }) => providerConsAddress}
      empty="Nobody."
    />
  );
}

function Absentees({ rows }: { rows: View["notInSet"] }) {
  if (rows.length === 0) return null;
  return (
    <>
      <p className="mt-4">{count(rows.length, "validator")} opted in and would not be in the set:</p>
      <ul>
        {rows.map(({ providerConsAddress, operator, moniker, excludedBecause }) => (
          <li key={providerConsAddress} className="border-line border-b py-1">
            <PlaceLink to={`/validators/${operator ?? providerConsAddress}`}>
              <bdi>{safeText(moniker ?? "", 40) || providerConsAddress.slice(-8)}</bdi>
            </PlaceLink>
            <span className="text-muted">
              {" "}
              · {excludedBecause === undefined ? "" : EXCLUSION_WORDS[excludedBecause].sentence}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Hash({ value, what }: { value: string | undefined; what: string }) {
  return value === undefined ? (
    <span className="text-muted">not given</span>
  ) : (
    <Address value={value} what={what} isHash />
  );
}
