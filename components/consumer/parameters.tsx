import type { ReactNode } from "react";
import { Address } from "@/components/ui/address";
import { DefinitionList } from "@/components/ui/definition-list";
import { Time } from "@/components/ui/time";
import { isUnknown } from "@/components/ui/unknown";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import { denomUnit } from "@/lib/format/denom";
import { formatAmount, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { formatDurationNs } from "@/lib/format/time";
import { type ComparedInitParameter, INIT_DEFAULTS } from "@/lib/ics/init-defaults";

/** A value beside the module's default, so that what the team chose stands out. */
function Chosen({ value, normal, format }: { value: string; normal: string; format: (text: string) => string }) {
  if (value === normal) return <span className="text-muted">{format(value)} (default)</span>;
  return (
    <>
      {format(value)} <span className="text-muted">(default {format(normal)})</span>
    </>
  );
}

/** How the chain was set up. `undefined` parameters: the consumer has none at this height. */
export function InitParameters({ parameters }: { parameters: ConsumerView["initParams"] }) {
  if (!parameters) return <p className="text-muted">No initialization parameters are set.</p>;
  const plain = (text: string) => safeText(text, 80);
  const chosen = (key: ComparedInitParameter, word: string, format: (text: string) => string) => ({
    key,
    word,
    value: <Chosen value={parameters[key]} normal={INIT_DEFAULTS[key]} format={format} />,
  });
  return (
    <DefinitionList
      entries={[
        {
          key: "spawn",
          word: "Spawn time",
          value: parameters.spawnTime ? <Time iso={parameters.spawnTime} isFull /> : "not set",
        },
        {
          key: "height",
          word: "Initial height",
          value: (
            <span className="font-mono">
              {parameters.initialHeight.revisionNumber}-{parameters.initialHeight.revisionHeight}
            </span>
          ),
        },
        { key: "genesis", word: "Genesis hash", value: hash(parameters.genesisHash, "genesis hash") },
        { key: "binary", word: "Binary hash", value: hash(parameters.binaryHash, "binary hash") },
        chosen("unbondingPeriodNs", "Unbonding period", formatDurationNs),
        chosen("ccvTimeoutPeriodNs", "Packet timeout", formatDurationNs),
        chosen("transferTimeoutPeriodNs", "Transfer timeout", formatDurationNs),
        chosen("consumerRedistributionFraction", "Share of rewards kept by the consumer", plain),
        chosen("blocksPerDistributionTransmission", "Blocks between reward transfers", plain),
        chosen("historicalEntries", "Historical entries", plain),
        ...(parameters.connectionId === ""
          ? []
          : [{ key: "connection", word: "Existing connection", value: plain(parameters.connectionId) }]),
      ]}
    />
  );
}

function hash(value: string, what: string): ReactNode {
  return value === "" ? "not given" : <Address value={value} what={what} isHash />;
}

/** Who may and must validate. Zero means "no limit" in these parameters, so it is said in words. */
export function PowerShapingParameters({
  shaping,
  bondDenom,
  minPowerInTopN,
}: {
  shaping: ConsumerView["powerShaping"];
  bondDenom: string | undefined;
  minPowerInTopN: string | undefined;
}) {
  return (
    <DefinitionList
      entries={[
        {
          key: "topN",
          word: "Top N",
          value: shaping.topN === 0 ? "0: opt-in, nobody is forced" : `${shaping.topN}\u202f%`,
        },
        ...(minPowerInTopN === undefined
          ? []
          : [{ key: "min", word: "Power that is forced in", value: minPowerInTopN }]),
        {
          key: "cap",
          word: "Power cap per validator",
          value: shaping.validatorsPowerCap === 0 ? "none" : `${shaping.validatorsPowerCap}\u202f%`,
        },
        {
          key: "set",
          word: "Validators at most",
          value: shaping.validatorSetCap === 0 ? "no limit" : shaping.validatorSetCap,
        },
        {
          key: "stake",
          word: "Minimum stake",
          value: shaping.minStake === "0" ? "none" : formatStake(shaping.minStake, bondDenom),
        },
        {
          key: "inactive",
          word: "Inactive validators",
          value: shaping.allowInactiveVals ? "may validate" : "may not validate",
        },
        { key: "allow", word: "Allowlist", value: list(shaping.allowlist, "empty: all are allowed") },
        { key: "deny", word: "Denylist", value: list(shaping.denylist, "empty: nobody is denied") },
        { key: "priority", word: "Priority list", value: list(shaping.prioritylist, "empty") },
      ]}
    />
  );
}

function formatStake(base: string, denom: string | undefined): string {
  const { exponent, unit } = denomUnit(denom);
  return `${formatAmount(base, exponent)} ${unit}`;
}

function list(addresses: readonly string[], nothing: string): ReactNode {
  if (addresses.length === 0) return nothing;
  return (
    <ul>
      {addresses.map((address) => (
        <li key={address}>
          <Address value={address} />
        </li>
      ))}
    </ul>
  );
}

type Offences = NonNullable<ConsumerView["infraction"]>;

/** What an offence on this chain costs on the provider, and what it will cost once a change applies. */
export function InfractionParameters({
  infraction,
  pending,
}: {
  infraction: ConsumerView["infraction"];
  pending: ConsumerView["pendingInfraction"];
}) {
  return (
    <>
      {infraction ? (
        <DefinitionList entries={offenceEntries(infraction)} />
      ) : (
        <p className="text-muted">This consumer has no infraction parameters of its own at this height.</p>
      )}
      {pending ? (
        <>
          <p className="mt-3">
            {isUnknown(pending.dueAt) ? (
              "A change waits, and when it applies is not recorded"
            ) : (
              <>
                A change waits and applies at <Time iso={pending.dueAt} isFull />
              </>
            )}
            ; its owner asked for it at height <span className="font-mono">{pending.askedAt}</span>:
          </p>
          <DefinitionList entries={offenceEntries(pending.infraction)} />
        </>
      ) : null}
    </>
  );
}

function offenceEntries({ doubleSign, downtime }: Offences) {
  const words = ({ slashFraction, jailDurationNs, tombstone }: Offences["downtime"]) =>
    `slashed ${formatShare(slashFraction, 2)}, jailed ${tombstone ? "for ever (tombstoned)" : `for ${formatDurationNs(jailDurationNs)}`}`;
  return [
    { key: "double", word: "Signing twice", value: words(doubleSign) },
    // The protocol does not look at the tombstone flag of downtime (§1.2).
    { key: "down", word: "Being down", value: words({ ...downtime, tombstone: false }) },
  ];
}
