"use client";

import { useQuery } from "@tanstack/react-query";
import { Address } from "@/components/ui/address";
import { ExportLinks } from "@/components/ui/export-links";
import { HeightLink } from "@/components/ui/height-link";
import { NodeCommand } from "@/components/ui/node-command";
import { usePlace } from "@/components/ui/place";
import { Term } from "@/components/ui/term";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { VerifiedMark } from "@/components/verify/verified-mark";
import { type ConsumerValidatorsAnswer, consumerValidatorsQuery } from "@/lib/api/consumer-validators-query";
import { consumerValidatorsCommand, providerQueryCommand } from "@/lib/format/node-command";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { FourSetTable } from "./four-set-table";
import { compareSets, isSigningUnknown } from "./four-sets";

/** The four sets of a consumer side by side: what differs first, counted; what agrees folded. */
export function ConsumerValidators({ consumerId }: { consumerId: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerValidatorsQuery(network, consumerId, height));
  if (!data) return null;
  const compared = data.data.map((row) => compareSets(row, data.runs));
  const differing = compared.filter(({ group }) => group === "differs");
  const agreeing = compared.filter(({ group }) => group === "agrees");
  const outside = compared.filter(({ group }) => group === "outside");
  const isBlind = isSigningUnknown(data.data);
  const columns = isBlind ? "the three columns we can see" : "all four";
  return (
    <>
      <h1 className="mt-6">{validatorsSentence(data)}</h1>
      <Heights answer={data} path={`/consumers/${consumerId}/validators`} />
      <p className="text-muted">
        Opted in: <VerifiedMark consumerId={consumerId} subject="opted-in" />; stored:{" "}
        <VerifiedMark consumerId={consumerId} subject="stored-set" />; signing:{" "}
        <VerifiedMark consumerId={consumerId} subject="signing-set" />.
      </p>
      {differing.length === 0 ? null : (
        <section className="mt-6">
          <FourSetTable
            consumerId={consumerId}
            caption={`${count(differing.length, "validator")} where the columns differ`}
            rows={differing}
            showReasons
            {...(data.runs === "own" ? { stranger: "the chain's own" } : {})}
          />
        </section>
      )}
      {agreeing.length === 0 ? null : (
        <details className="mt-6" open={differing.length === 0}>
          <summary className="py-1 font-semibold">
            {count(agreeing.length, "validator agrees", "validators agree")} on {columns}
          </summary>
          <FourSetTable
            consumerId={consumerId}
            caption={<span className="sr-only">Validators in every set</span>}
            rows={agreeing}
            showReasons={false}
          />
        </details>
      )}
      {outside.length === 0 ? null : (
        <details className="mt-4">
          <summary className="py-1 font-semibold">
            {count(outside.length, "validator is", "validators are")} in none of them
          </summary>
          <FourSetTable
            consumerId={consumerId}
            caption={<span className="sr-only">Validators in no set</span>}
            rows={outside}
            showReasons={false}
          />
        </details>
      )}
      {compared.length === 0 ? <p className="mt-6 text-muted">No one has opted in, and no one is forced in.</p> : null}
      <p className="mt-4 text-muted">
        <Term id="opt-in">Opted in</Term>: rows of the provider's store. <Term id="eligible">Eligible</Term>: whom an
        epoch at this height would take. <Term id="stored-set">Stored</Term>: the set of the last epoch. Signing: the
        consumer's CometBFT set. <ExportLinks path={`/consumers/${consumerId}/validators`} isList />
      </p>
      <NodeCommand commands={commandsOf(consumerId, data.heights)} />
    </>
  );
}

/** What the provider stores, and what the consumer runs where it is known at which height. */
function commandsOf(consumerId: string, { provider, consumer }: ConsumerValidatorsAnswer["heights"]): string[] {
  const stored = providerQueryCommand("QueryConsumerValidators", provider.height, consumerId);
  return consumer === undefined || isUnknown(consumer)
    ? [stored]
    : [stored, consumerValidatorsCommand(consumer.height)];
}

function Heights({ answer, path }: { answer: ConsumerValidatorsAnswer; path: string }) {
  const { provider, consumer } = answer.heights;
  const { proof } = answer;
  return (
    <div className="text-muted [&_a]:underline">
      Opted in, eligible and stored at <span className="font-mono">{safeText(provider.chainId, 50)}</span> height{" "}
      <HeightLink height={provider.height} to={path} /> (<Time iso={provider.time} />)
      {consumer === undefined ? (
        "; the consumer chain has not started."
      ) : isUnknown(consumer) ? (
        <>
          ; signing: <Unknown because={consumer.because} />
        </>
      ) : (
        <>
          ; signing at <span className="font-mono">{safeText(consumer.chainId, 50)}</span> height{" "}
          <span className="font-mono">{consumer.height}</span> (<Time iso={consumer.time} />
          ).
        </>
      )}{" "}
      {proof ? (
        <span className={proof.isEqual ? undefined : "text-warn"}>
          {proof.isEqual
            ? "Proof: the set stored for the last update in force there hashes to the consumer's header, "
            : "The set stored for the last update in force there does not hash to the consumer's header, "}
          <Address value={proof.consumerSetHash} what="validator set hash" isHash />
        </span>
      ) : null}
    </div>
  );
}

/** "12 opted in, 10 of them eligible; the provider stores 10 and the chain runs the same 10." */
function validatorsSentence({ data, heights, runs }: ConsumerValidatorsAnswer): string {
  const optedIn = data.filter((row) => row.optedIn).length;
  const eligible = data.filter((row) => row.eligible === true).length;
  const stored = data.filter((row) => row.stored !== undefined);
  const signing = data.filter((row) => row.signing !== undefined && !("state" in row.signing));
  const first = optedIn === 0 ? "No one has opted in" : `${count(optedIn, "validator")} opted in`;
  const applies = data.some((row) => row.eligible !== undefined);
  const second = applies
    ? `${eligible === 0 ? "no one is" : `${eligible} ${eligible === 1 ? "is" : "are"}`} eligible`
    : undefined;
  const third = stored.length === 0 ? "the provider stores no set" : `the provider stores a set of ${stored.length}`;
  const fourth =
    heights.consumer === undefined
      ? "the chain has not started"
      : "state" in heights.consumer || isSigningUnknown(data)
        ? "what the chain runs is unknown"
        : stored.length === signing.length && data.every((row) => samePower(row))
          ? "the chain runs exactly that set"
          : `the chain ${RUNS_WORDS[runs]} ${signing.length}`;
  return `${[first, ...(second === undefined ? [] : [second])].join(", ")}; ${third} and ${fourth}.`;
}

const RUNS_WORDS = {
  own: "still runs its own set of",
  provider: "runs a set of",
  last: "goes by the last set it was given, of",
} as const;

function samePower({ stored, signing }: ConsumerValidatorsAnswer["data"][number]): boolean {
  if (signing !== undefined && "state" in signing) return false;
  return stored?.power === signing?.power && stored?.key === signing?.key;
}
