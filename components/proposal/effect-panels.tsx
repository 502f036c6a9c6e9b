"use client";

import { HeightLink } from "@/components/ui/height-link";
import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import type { ProposalEffect, ProposalStatus, SetEffect, SetMember } from "@/lib/api/contracts/proposal";
import { count, formatInteger, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { formatDurationNs } from "@/lib/format/time";

const OPEN_WORDS = { enters: "Would enter", leaves: "Would leave" } as const;
const LOST_WORDS = { enters: "Would have entered", leaves: "Would have left" } as const;
const MOVE_WORDS = {
  deposit: OPEN_WORDS,
  voting: OPEN_WORDS,
  passed: { enters: "Entered", leaves: "Left" },
  rejected: LOST_WORDS,
  failed: LOST_WORDS,
} as const satisfies Record<ProposalStatus, { enters: string; leaves: string }>;

/** What a proposal does to who validates what. */
export function EffectPanel({
  effect,
  status,
  name,
}: {
  effect: ProposalEffect;
  status: ProposalStatus;
  /** What the consumer is called. */
  name: string;
}) {
  return effect.kind === "set" ? (
    <SetPanel effect={effect} status={status} name={name} />
  ) : (
    <RemovalPanel effect={effect} name={name} />
  );
}

function SetPanel({ effect, status, name }: { effect: SetEffect; status: ProposalStatus; name: string }) {
  const { before, after, stored } = effect;
  const path = `/consumers/${effect.consumerId}/validators`;
  const gained = BigInt(after.power) - BigInt(before.power);
  const words = MOVE_WORDS[status];
  return (
    <section className="mt-8">
      <h2 className="mb-1">Who validates {name}</h2>
      <p>
        {count(before.validators, "validator")} with power {formatInteger(before.power)} before,{" "}
        <strong>
          {count(after.validators, "validator")} with power {formatInteger(after.power)}
        </strong>{" "}
        after: power {gained < 0n ? "lost" : "added"} {formatInteger(gained < 0n ? -gained : gained)}
        {typeof effect.shareAfter === "string"
          ? `, ${formatShare(effect.shareAfter)} of the provider's power in all`
          : ""}
        .{" "}
        {after.minPower === undefined
          ? "Nobody is obliged to validate it."
          : `From power ${formatInteger(after.minPower)} on, validating is an obligation.`}
      </p>
      {stored ? (
        <p>
          What the provider then stored, at block <HeightLink height={stored.height} to={path} />:{" "}
          {count(stored.validators, "validator")} with power {formatInteger(stored.power)} there.
        </p>
      ) : null}
      <div className="mt-2 grid gap-x-12 gap-y-4 lg:grid-cols-2">
        <Members title={words.enters} members={effect.enters} />
        <Members title={words.leaves} members={effect.leaves} />
        <Members title="Newly obliged to validate" members={effect.obliged} />
        <Members title="No longer obliged: they stay until they opt out themselves" members={effect.released} />
      </div>
      <p className="mt-2 text-muted">
        Computed by the protocol's own rules with the validators and powers of block{" "}
        <HeightLink height={effect.height} to={path} />, as if the next epoch came then. A validator that was drawn in
        stays opted in when the line moves.
      </p>
    </section>
  );
}

function RemovalPanel({ effect, name }: { effect: Extract<ProposalEffect, { kind: "removal" }>; name: string }) {
  return (
    <section className="mt-8">
      <h2 className="mb-1">What stopping {name} means</h2>
      <p>
        {effect.stoppedAt ? (
          <>
            It stopped <Time iso={effect.stoppedAt.time} isFull />: from then on no set is sent any more.
          </>
        ) : (
          "It would stop when the proposal is carried out: from then on no set is sent any more."
        )}{" "}
        {effect.deletedAt !== undefined ? (
          <>
            Its state is deleted <Time iso={effect.deletedAt} isFull />.
          </>
        ) : effect.waitNs !== undefined ? (
          `Its state is deleted ${formatDurationNs(effect.waitNs)} later; until then signing twice there is still punished.`
        ) : null}
      </p>
      <Members title="Released from validating it" members={effect.released} />
    </section>
  );
}

/** Above this a list is folded. */
const SHOWN = 12;

function Members({ title, members }: { title: string; members: readonly SetMember[] }) {
  if (members.length === 0) return null;
  const heading = `${title} (${members.length})`;
  const list = (
    <ul>
      {members.map(({ operator, moniker, power }) => (
        <li key={operator} className="flex justify-between gap-4 border-line border-b py-1">
          <PlaceLink to={`/validators/${operator}`} className="min-w-0 underline [overflow-wrap:anywhere]">
            <bdi>{safeText(moniker, 40) || shortAddress(operator)}</bdi>
          </PlaceLink>
          <span>{formatInteger(power)}</span>
        </li>
      ))}
    </ul>
  );
  return (
    <div>
      {members.length > SHOWN ? (
        <details>
          <summary className="py-1 font-semibold">{heading}</summary>
          {list}
        </details>
      ) : (
        <>
          <h3 className="font-semibold">{heading}</h3>
          {list}
        </>
      )}
    </div>
  );
}
