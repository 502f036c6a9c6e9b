import type { ReactNode } from "react";
import { Address } from "@/components/ui/address";
import { DefinitionList } from "@/components/ui/definition-list";
import { Time } from "@/components/ui/time";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import { denomUnit } from "@/lib/format/denom";
import { formatAmount, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { formatDurationNs } from "@/lib/format/time";

const WEEK_NS = 604_800_000_000_000n;
/** Defaults of initialization parameters (ics-protocol.md §1.2): unbonding 20 days, CCV timeout 4 weeks, transfer 1 h. */
const DEFAULTS = {
  unbondingPeriodNs: String(20n * 86_400_000_000_000n),
  ccvTimeoutPeriodNs: String(4n * WEEK_NS),
  transferTimeoutPeriodNs: "3600000000000",
  consumerRedistributionFraction: "0.75",
  blocksPerDistributionTransmission: "1000",
  historicalEntries: "10000",
} as const;

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
  const chosen = (key: keyof typeof DEFAULTS, word: string, format: (text: string) => string) => ({
    key,
    word,
    value: <Chosen value={parameters[key]} normal={DEFAULTS[key]} format={format} />,
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

/** What an offence on this chain costs on the provider. */
export function InfractionParameters({ infraction }: { infraction: ConsumerView["infraction"] }) {
  if (!infraction)
    return <p className="text-muted">This consumer has no infraction parameters of its own at this height.</p>;
  const words = ({ slashFraction, jailDurationNs, tombstone }: NonNullable<ConsumerView["infraction"]>["downtime"]) =>
    `slashed ${formatShare(slashFraction, 2)}, jailed ${tombstone ? "for ever (tombstoned)" : `for ${formatDurationNs(jailDurationNs)}`}`;
  return (
    <DefinitionList
      entries={[
        { key: "double", word: "Signing twice", value: words(infraction.doubleSign) },
        { key: "down", word: "Being down", value: words(infraction.downtime) },
      ]}
    />
  );
}
