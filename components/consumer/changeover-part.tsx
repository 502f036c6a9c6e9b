"use client";

import { Address } from "@/components/ui/address";
import { Power } from "@/components/ui/amount";
import { type Column, DataTable } from "@/components/ui/data-table";
import { DefinitionList } from "@/components/ui/definition-list";
import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import type { ChangeoverMember, ChangeoverView } from "@/lib/api/contracts/changeover";
import type { LaunchView } from "@/lib/api/contracts/launch";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { formatUtc } from "@/lib/format/time";

type View = Pick<LaunchView, "phase" | "spawnTime"> & { readonly changeover: ChangeoverView };

/** A running chain becomes a consumer (ics-protocol.md §6.8): what its operators do and by when, which blocks end it, who goes and who comes. */
export function ChangeoverPart({ view }: { view: View }) {
  const { changeover } = view;
  const { members, stage } = changeover;
  const isDone = stage === "switched";
  return (
    <section className="mt-8">
      <h2 className="mb-1">A running chain that becomes a consumer</h2>
      <p>{changeoverSentence(view)}</p>
      {isDone ? null : <Steps view={view} />}
      <div className="my-3">
        <DefinitionList entries={datesOf(changeover)} />
      </div>
      {members.length === 0 ? (
        <p className="text-muted">No node of the chain is read, so its own validators are not known here.</p>
      ) : (
        <DataTable
          caption={isDone ? "The sets before and after" : "The set it runs, and the one that would take over now"}
          columns={COLUMNS}
          rows={members}
          rowKey={({ key }) => key}
          empty="Nobody."
        />
      )}
    </section>
  );
}

/** "Its own 6 validators signed up to block 148; since block 149 8 of the provider do: 6 left, 8 came, nobody stayed." */
export function changeoverSentence({ changeover }: Pick<View, "changeover">): string {
  const { stage, members, lastOwnHeight, firstHeight } = changeover;
  const own = members.filter(({ before }) => before !== undefined);
  const taken = members.filter(({ after }) => after !== undefined);
  const stay = members.filter(({ before, after }) => before !== undefined && after !== undefined).length;
  const moves = `${own.length - stay} ${stage === "switched" ? "left" : "leave"}, ${taken.length - stay} ${stage === "switched" ? "came" : "come"}, ${stay === 0 ? "nobody" : stay} ${stage === "switched" ? "stayed" : stay === 1 || stay === 0 ? "stays" : "stay"}`;
  const validators = own.length === 0 ? "Its own validators" : `Its own ${count(own.length, "validator")}`;
  const others = taken.length === 0 ? "those of the provider" : `${taken.length} of the provider`;
  const tail = members.length === 0 ? "" : `: ${moves}`;
  return stage === "switched"
    ? `${validators} signed up to block ${lastOwnHeight}; from block ${firstHeight} on ${others} did${tail}.`
    : `${validators} ${own.length === 1 ? "signs" : "sign"} up to block ${lastOwnHeight}${stage === "upgraded" ? "" : ", if the upgrade comes as planned"}; from block ${firstHeight} on ${others} must${tail}.`;
}

function Steps({ view }: { view: View }) {
  const { changeover, spawnTime, phase } = view;
  const isAhead = phase === "registered" || phase === "initialized";
  return (
    <ol className="list-decimal pl-6">
      <li>
        The provider launches it
        {spawnTime === undefined ? ", once a spawn time is set" : isAhead ? ` at ${formatUtc(spawnTime)}` : ": done"}.
        The light client behind <span className="font-mono">{safeText(changeover.connectionId, 40)}</span> must be
        active then.
      </li>
      <li>
        Its operators take the genesis the provider stores at the launch, set <span className="font-mono">preCCV</span>{" "}
        and put it in as the section <span className="font-mono">ccvconsumer</span> of the upgraded binary.
      </li>
      <li>
        They upgrade at block {changeover.plannedHeight}, which has to come after the launch
        {changeover.expectedAt === undefined ? "" : <> (about {formatUtc(changeover.expectedAt)})</>}. The chain opens
        its channel itself; a relayer completes it.
      </li>
      <li>
        Its own validators sign up to block {changeover.lastOwnHeight} and may stop after it; those of the provider run
        the upgraded binary, in sync, before block {changeover.firstHeight}.
      </li>
    </ol>
  );
}

function datesOf({ plannedHeight, upgradedAt, lastOwnAt, firstAt, upgradeHeight }: ChangeoverView) {
  const entry = (key: string, word: string, block: ChangeoverView["upgradedAt"]) =>
    block === undefined
      ? []
      : [
          {
            key,
            word,
            value: (
              <>
                <span className="font-mono">{block.height}</span> · <Time iso={block.time} isFull />
              </>
            ),
          },
        ];
  return [
    {
      key: "planned",
      word: "Upgrade height",
      value: (
        <>
          <span className="font-mono">{plannedHeight}</span>
          {upgradeHeight === undefined || upgradeHeight === plannedHeight ? "" : `; it came at ${upgradeHeight}`}
        </>
      ),
    },
    ...entry("upgraded", "Upgraded in block", upgradedAt),
    ...entry("last", "Last block of its own set", lastOwnAt),
    ...entry("first", "First block of the provider's set", firstAt),
  ];
}

const COLUMNS: readonly Column<ChangeoverMember>[] = [
  {
    key: "validator",
    label: "Validator",
    cell: ({ moniker, operator, providerConsAddress, key }) =>
      providerConsAddress === undefined ? (
        <span>
          the chain's own <Address value={key} what="key" isHash />
        </span>
      ) : (
        <PlaceLink to={`/validators/${operator ?? providerConsAddress}`}>
          <bdi>{safeText(moniker ?? "", 40) || providerConsAddress.slice(-8)}</bdi>
        </PlaceLink>
      ),
  },
  { key: "before", label: "Power before", isNumeric: true, cell: ({ before }) => power(before) },
  { key: "after", label: "Power after", isNumeric: true, cell: ({ after }) => power(after) },
  {
    key: "change",
    label: "Change",
    cell: ({ before, after }) => (before === undefined ? "comes" : after === undefined ? "leaves" : "stays"),
  },
];

function power(value: string | undefined) {
  return value === undefined ? <span className="text-muted">–</span> : <Power value={value} />;
}
