import "server-only";
import type { WhatIfView } from "@/lib/api/contracts/what-if";
import { derivePowerReduction } from "@/lib/ics/power-reduction";
import type { ConsumerFacts, PowerShaping } from "@/lib/ics/types";
import { consText, keyText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import { fault, type ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { findConsumer } from "./read-consumer";
import { viewAt } from "./view";

const NO_RULES: PowerShaping = {
  topN: 0,
  validatorsPowerCap: 0,
  validatorSetCap: 0,
  allowlist: [],
  denylist: [],
  prioritylist: [],
  minStake: "0",
  allowInactiveVals: false,
};

/** What the next set of a consumer is computed from; without a consumer id, for a chain that is not registered yet. */
export async function readWhatIf(
  deps: ServerDeps,
  network: string,
  consumerId: string | undefined,
  at: ViewAt,
): Promise<ReadResult<WhatIfView>> {
  const result = await viewAt<WhatIfView>(deps, network, at, (frame) => {
    const consumer = consumerId === undefined ? undefined : findConsumer(frame, consumerId);
    if (consumer !== undefined && "status" in consumer) return consumer;
    if (!frame.snapshot.params)
      return fault(503, "not-indexed-yet", "The provider's parameters are not indexed at this height.");
    return { data: whatIfOf(frame, consumer, frame.snapshot.params) };
  });
  // Answers are kept by path and version, and the consumer stands in neither.
  return result.state === "ok" ? { ...result, version: `${result.version} consumer ${consumerId ?? "none"}` } : result;
}

function whatIfOf(
  { snapshot }: Frame,
  consumer: ConsumerFacts | undefined,
  params: NonNullable<ProviderSnapshot["params"]>,
): WhatIfView {
  const { validators, meter, prefix } = snapshot;
  const active = validators.filter((validator) => validator.active);
  return {
    ...(consumer ? { consumer: subjectOf(consumer) } : {}),
    consumers: snapshot.consumers
      .filter(({ phase }) => phase !== "deleted")
      .map(({ consumerId, chainId, metadata }) => ({ consumerId, chainId, name: metadata.name })),
    rules: rulesOf(snapshot, consumer?.powerShaping ?? NO_RULES),
    validators: validators.map(({ operator, consAddress, pubKey, moniker, tokens, power, status, jailed }) => ({
      operator,
      providerConsAddress: consText(snapshot, consAddress),
      pubKey: keyText(pubKey),
      moniker,
      tokens: String(tokens),
      power: String(power),
      status,
      jailed,
    })),
    optedIn: [...(consumer ? (snapshot.optedIn.get(consumer.consumerId) ?? []) : [])].map((address) =>
      consText(snapshot, address),
    ),
    stored: (consumer ? (snapshot.stored.get(consumer.consumerId) ?? []) : []).map((member) => ({
      providerConsAddress: consText(snapshot, member.consAddress),
      power: String(member.power),
      joinHeight: member.joinHeight,
    })),
    maxProviderConsensusValidators: params.maxProviderConsensusValidators,
    powerReduction: String(
      derivePowerReduction(
        validators,
        active.map(({ consAddress, power }) => ({ address: consAddress, power })),
      ),
    ),
    bondDenom: params.bondDenom,
    ...(meter ? { slashMeterAllowance: String(meter.allowance) } : {}),
    ...(prefix === undefined ? {} : { prefix }),
  };
}

function subjectOf({ consumerId, chainId, metadata, phase, infraction }: ConsumerFacts): WhatIfView["consumer"] {
  const fraction = infraction?.doubleSign.slashFraction;
  const doubleSign = fraction === undefined ? {} : { doubleSignFraction: fraction };
  return { consumerId, chainId, name: metadata.name, phase, ...doubleSign };
}

function rulesOf(snapshot: ProviderSnapshot, shaping: PowerShaping): WhatIfView["rules"] {
  const { allowlist, denylist, prioritylist, ...rest } = shaping;
  const written = (list: PowerShaping["allowlist"]) => list.map((address) => consText(snapshot, address));
  return {
    ...rest,
    allowlist: written(allowlist),
    denylist: written(denylist),
    prioritylist: written(prioritylist),
  };
}
