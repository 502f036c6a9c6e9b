"use client";

import { useQuery } from "@tanstack/react-query";
import { Address } from "@/components/ui/address";
import { Amount } from "@/components/ui/amount";
import { DefinitionList } from "@/components/ui/definition-list";
import { FigureRow } from "@/components/ui/figure-row";
import { HeightLink } from "@/components/ui/height-link";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Term } from "@/components/ui/term";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { apiPath } from "@/lib/api/api-path";
import type { SlashView as View } from "@/lib/api/contracts/slash";
import { slashQuery } from "@/lib/api/slashes-query";
import { denomUnit } from "@/lib/format/denom";
import { formatInteger } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import {
  fractionWords,
  isForGood,
  KIND_WORDS,
  originFaultWords,
  originName,
  slashedName,
  slashSentence,
  stepSentence,
} from "./slash-words";
import { StoryLanes } from "./story-lanes";

/** One punishment: what happened in a sentence, its figures, the story across both chains, and how it is known. */
export function SlashView({ id }: { id: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(slashQuery(network, id, height));
  if (!data) return null;
  const view = data.data;
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-4">
        <PlaceLink to="/slashes" className="underline">
          Slashes
        </PlaceLink>
        <span className="text-muted">{KIND_WORDS[view.kind].noun}</span>
        <PlaceLink to={`/validators/${view.operator ?? view.validator}`} className="font-semibold">
          <bdi>{slashedName(view)}</bdi>
        </PlaceLink>
      </p>
      <h1 className="mt-4">{slashSentence(view, view.absence)}</h1>
      <Figures view={view} />
      <section>
        <h2>What happened</h2>
        <StoryLanes steps={view.story} isOwn={view.origin !== "unknown" && view.origin.consumerId === undefined} />
        <Story view={view} />
      </section>
      <section className="mt-8 max-w-4xl">
        <h2 className="mb-1">How it is known</h2>
        <Evidence view={view} />
      </section>
      <p className="mt-3 text-muted">
        <a href={apiPath(network, `/slashes/${view.id}`, height)}>The same as JSON</a>
      </p>
    </>
  );
}

function Figures({ view }: { view: View }) {
  const { exponent, unit } = denomUnit(view.denom);
  const { amount, amountUnbonding, fraction, jailedUntil, infractionHeight, power } = view;
  return (
    <FigureRow
      figures={[
        {
          key: "burnt",
          word: "Burnt",
          value: isUnknown(amount) ? (
            <Unknown because={amount.because} />
          ) : amount === "0" ? (
            "nothing"
          ) : (
            <>
              <Amount base={amount} exponent={exponent} unit={unit} />
              {amountUnbonding === undefined || amountUnbonding === "0" ? null : (
                <span className="text-muted">
                  , of it <Amount base={amountUnbonding} exponent={exponent} unit={unit} /> unbonding
                </span>
              )}
            </>
          ),
        },
        {
          key: "fraction",
          word: <Term id="infraction-parameters">Fraction</Term>,
          value: isUnknown(fraction) ? <Unknown because={fraction.because} /> : fractionWords(fraction),
        },
        ...(power === undefined ? [] : [{ key: "power", word: "Power accused", value: formatInteger(power) }]),
        {
          key: "jail",
          word: <Term id="jailed">Jailed until</Term>,
          value:
            jailedUntil === undefined ? (
              "not jailed"
            ) : isUnknown(jailedUntil) ? (
              <Unknown because={jailedUntil.because} />
            ) : isForGood(jailedUntil) ? (
              "for good"
            ) : (
              <Time iso={jailedUntil} isFull />
            ),
        },
        {
          key: "tombstoned",
          word: <Term id="tombstoned">Tombstoned</Term>,
          value: view.tombstoned ? "yes" : "no",
        },
        {
          key: "infraction",
          word: "Provider block accused",
          value: isUnknown(infractionHeight) ? (
            <Unknown because={infractionHeight.because} />
          ) : (
            <HeightLink height={infractionHeight} to={`/validators/${view.operator ?? view.validator}`} />
          ),
        },
      ]}
    />
  );
}

function Story({ view }: { view: View }) {
  return (
    <ol className="mt-2">
      {view.story.map((step, i) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: steps never move, and two may say the same
          key={i}
          className="grid gap-x-4 border-line border-b py-1.5 sm:grid-cols-[2rem_7rem_1fr_auto]"
        >
          <span className="text-muted tabular-nums">{i + 1}</span>
          <span className={step.lane === "provider" ? "font-semibold" : "text-muted"}>{step.lane}</span>
          <span>{stepSentence(step, view)}</span>
          <StepPlace step={step} />
        </li>
      ))}
    </ol>
  );
}

function StepPlace({ step }: { step: View["story"][number] }) {
  const { at, chainId, lane } = step;
  if (isUnknown(at)) return <Unknown because={at.because} />;
  return (
    <span className="text-muted">
      <span className="font-mono">{safeText(chainId, 50)}</span>{" "}
      {lane === "provider" ? (
        <HeightLink height={at.height} to="/slashes" />
      ) : (
        <span className="font-mono">{at.height}</span>
      )}{" "}
      <Time iso={at.time} />
      {at.txHash === undefined ? null : (
        <>
          {" "}
          <Address value={at.txHash} what="transaction hash" isHash />
        </>
      )}
    </span>
  );
}

function Evidence({ view }: { view: View }) {
  const { origin, evidence, vscId, submitter, consumerAddress } = view;
  const entries = [
    {
      key: "origin",
      word: "Caused by",
      value:
        origin === "unknown"
          ? `origin unknown: ${originFaultWords(view.originBecause)}`
          : origin.packet
            ? `${originName(origin)}: packet ${origin.packet.sequence} came over ${origin.packet.channelId} in the same message of the same transaction`
            : origin.consumerId === undefined
              ? "the provider's own rules"
              : `${originName(origin)}: the evidence names it`,
    },
    ...(vscId === undefined
      ? []
      : [
          {
            key: "vsc",
            word: <Term id="vsc-id">Set accused</Term>,
            value: vscId === "0" ? "the set the consumer launched with (vscID 0)" : `that of update ${vscId} (vscID)`,
          },
        ]),
    ...(consumerAddress === undefined
      ? []
      : [
          {
            key: "address",
            word: "Address used there",
            value: <Address value={consumerAddress} what="consensus address on the consumer" />,
          },
        ]),
    ...(submitter === undefined
      ? []
      : [{ key: "submitter", word: "Handed in by", value: <Address value={submitter} what="account" /> }]),
    ...(evidence
      ? [
          {
            key: "conflict",
            word: view.kind === "light-client" ? "Hashes of the two headers" : "Hashes of the two blocks",
            value: (
              <>
                {evidence.conflicting.map((hash) => (
                  <span key={hash} className="mr-4">
                    <Address value={hash} what="hash" isHash />
                  </span>
                ))}
              </>
            ),
          },
          ...(evidence.signedBoth.length === 0
            ? []
            : [
                {
                  key: "signed",
                  word: "Why they",
                  value: (
                    <>
                      {evidence.signedBoth.length} signed both headers, and nobody else did:{" "}
                      {evidence.signedBoth.map((address) => (
                        <span key={address} className="mr-4">
                          <Address value={address} what="consensus address" />
                        </span>
                      ))}
                    </>
                  ),
                },
              ]),
        ]
      : []),
    ...(view.amount === "0" ? [] : stakeEntries(view)),
  ];
  return <DefinitionList entries={entries} />;
}

/** What it held before and after, and whose stake was burnt. */
function stakeEntries(view: View) {
  const { stake } = view;
  const unit = denomUnit(view.denom);
  const tokens = (value: View["stake"]["before"]) =>
    isUnknown(value) ? <Unknown because={value.because} /> : <Amount base={value} {...unit} />;
  return [
    {
      key: "stake",
      word: "Stake before, and as next read",
      value: (
        <>
          {tokens(stake.before)} · {tokens(stake.after)}
        </>
      ),
    },
    {
      key: "split",
      word: "Whose stake",
      value: (
        <>
          {view.amountUnbonding === undefined ? (
            "not told by the chain"
          ) : (
            <>
              undelegations <Amount base={view.amountUnbonding} {...unit} />; the rest bonded
            </>
          )}
          . The validator's own part is not known: no event names it, and the node was not asked for each delegation.
        </>
      ),
    },
  ];
}
