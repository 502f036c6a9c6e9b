"use client";

import type { ReactNode } from "react";
import { Address } from "@/components/ui/address";
import { Countdown } from "@/components/ui/countdown";
import { DefinitionList } from "@/components/ui/definition-list";
import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { LeavingView } from "@/lib/api/contracts/changeover";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import { count, formatInteger } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";

type View = Pick<ConsumerView, "consumerId" | "afterlife" | "lastBlock"> & { readonly leaving: LeavingView };

/** How a consumer was stopped, what still holds, what its chain does now, and whether a validator may stop its node. */
export function LeavingPart({ view }: { view: View }) {
  const { leaving, consumerId } = view;
  const { cause, by, txHash, packet, deletesAt, deletedAt, stoppedAt, rewardsLeft } = leaving;
  return (
    <section className="mt-8">
      <h2 className="mb-1">{deletedAt === undefined ? "How it leaves" : "How it left"}</h2>
      <p>{mayStopSentence(view)}</p>
      <div className="mt-3">
        <DefinitionList
          entries={[
            {
              key: "stopped",
              word: "Stopped",
              value: (
                <>
                  <Time iso={stoppedAt.time} isFull />, height <span className="font-mono">{stoppedAt.height}</span>
                </>
              ),
            },
            { key: "cause", word: "By", value: isUnknown(cause) ? <Unknown because={cause.because} /> : CAUSES[cause] },
            ...given("who", cause === "timeout" ? "Relayed by" : "Asked for by", by && <Address value={by} />),
            ...given("tx", "Transaction", txHash && <Address value={txHash} what="transaction" isHash />),
            ...given(
              "packet",
              "Not received in time",
              packet && (
                <>
                  <PlaceLink to={`/packets/${consumerId}/vsc/${packet.sequence}`}>update {packet.sequence}</PlaceLink>
                  {packet.sentAt === undefined ? "" : ", sent "}
                  {packet.sentAt === undefined ? null : <Time iso={packet.sentAt.time} isFull />}
                  {packet.timeoutAt === undefined ? "" : ", timed out "}
                  {packet.timeoutAt === undefined ? null : <Time iso={packet.timeoutAt} isFull />}
                </>
              ),
            ),
            ...given("deletes", "Deleted from", deletesAt && <Remaining iso={deletesAt} />),
            ...given(
              "deleted",
              "Deleted",
              deletedAt && (
                <>
                  <Time iso={deletedAt.time} isFull />, height <span className="font-mono">{deletedAt.height}</span>
                </>
              ),
            ),
            {
              key: "punished",
              word: "Punished there",
              value:
                deletedAt === undefined
                  ? "double signing, until it is deleted; downtime no more"
                  : "nothing by this provider any more",
            },
            {
              key: "rewards",
              word: "Rewards not paid out",
              value: <Rewards rewards={rewardsLeft} isDeleted={deletedAt !== undefined} />,
            },
          ]}
        />
      </div>
    </section>
  );
}

const CAUSES = {
  owner: "its owner",
  governance: "governance",
  timeout: "a packet that was not received in time",
  "channel-closed": "a channel that its chain closed: an update could not be sent",
} as const;

/** The plain answer to "may I stop my node?", with what it risks. */
export function mayStopSentence({ afterlife, lastBlock, leaving }: View): string {
  const isDeleted = leaving.deletedAt !== undefined;
  const stake = isDeleted
    ? "no stake of the provider is at risk there any more"
    : "being down is not punished there any more, and double signing still is until it is deleted";
  if (afterlife === undefined) {
    return `May a validator stop its node? Yes for its stake: ${stake}. Whether the chain still needs it cannot be told here, since none of its nodes is read.`;
  }
  if (afterlife.state === "stands-still") {
    const since = lastBlock === undefined || isUnknown(lastBlock) ? "" : ` since block ${lastBlock.height}`;
    return `May a validator stop its node? Yes: the chain has made no block${since}, and ${stake}.`;
  }
  return `May a validator stop its node? Yes for its stake: ${stake}. But the chain goes on, secured by its last set of ${count(afterlife.validators, "validator")}, with no updates since: it halts when a third of that set's power stops.`;
}

function Remaining({ iso }: { iso: string }) {
  return (
    <>
      <Countdown iso={iso} /> · <Time iso={iso} isFull />
    </>
  );
}

function Rewards({ rewards, isDeleted }: { rewards: LeavingView["rewardsLeft"]; isDeleted: boolean }) {
  if (rewards.length === 0) return <span className="text-muted">none</span>;
  const text = rewards.flatMap(({ denom, held, inFlight }) => {
    const name = safeText(denom, 80);
    const part = (value: typeof held, word: string) =>
      isUnknown(value) || value === "0" ? [] : [`${formatInteger(value)} ${name} ${word}`];
    return [...part(held, isDeleted ? "held for ever" : "held"), ...part(inFlight, "on the way")];
  });
  return <>{text.length === 0 ? <span className="text-muted">not known</span> : text.join(", ")}</>;
}

function given(key: string, word: string, value: ReactNode) {
  return value === undefined || value === "" ? [] : [{ key, word, value }];
}
