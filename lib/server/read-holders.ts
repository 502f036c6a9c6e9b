import "server-only";
import type { DutyRow } from "@/lib/api/contracts/duty";
import type { HoldersView } from "@/lib/api/contracts/holder";
import type { Delegation } from "@/lib/chain/delegations";
import { formatAccountAddress } from "@/lib/ics/address";
import { multiplyRounded } from "@/lib/ics/decimal";
import type { ConsHex, OperatorAddress } from "@/lib/ics/ids";
import type { ConsumerFacts } from "@/lib/ics/types";
import type { ValidatorAt } from "@/lib/store/read-provider";
import { parseAnyName } from "./any-name";
import type { ServerDeps } from "./deps";
import { findValidator } from "./find-validator";
import type { Frame, ViewAt } from "./frame";
import { readDelegations } from "./live-delegations";
import { fault, type ReadFault, type ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { readDuties } from "./read-duties";
import { PAYOUT_STEPS, readPayouts } from "./reward-payouts";
import { validatorIndex } from "./validator-index";
import { viewAt } from "./view";

/** More than a delegator can oversee, and a bound on what one request may cost. */
export const MAX_HELD = 50;
const MAX_NAME = 400;
/** So many consumers that pay are looked back on in full; beyond, each a part as long; and so many at all. */
const CONSUMERS_IN_FULL = 5;
const MOST_PAYING = 200;

/** What somebody holds: validators by any of their names, or an account whose delegations are read live. */
export interface Held {
  readonly names: readonly string[];
  readonly delegator?: string;
}

/** The names in one text: one a line, or with commas, blanks or semicolons between. A moniker with blanks needs its own line. */
export function splitNames(texts: readonly string[]): string[] {
  const lines = texts.flatMap((text) => text.slice(0, MAX_HELD * MAX_NAME).split(/[\n\r,;]+/));
  const names = lines.map((line) => line.trim()).filter((line) => line !== "");
  return [...new Set(names.flatMap((name) => (/^(\S{30,}\s+)+\S{30,}$/.test(name) ? name.split(/\s+/) : [name])))];
}

/** What some validators secure, at what commission, and what a slash anywhere would cost. */
export function readHolders(
  deps: ServerDeps,
  network: string,
  held: Held,
  at: ViewAt,
): Promise<ReadResult<HoldersView>> {
  return viewAt<HoldersView>(
    deps,
    network,
    at,
    async (frame) => {
      if (held.names.length > MAX_HELD)
        return fault(400, "too-many", `At most ${MAX_HELD} validators at once; these are ${held.names.length}.`);
      const named = await resolve(deps, frame, held);
      if ("status" in named) return named;
      return { data: await holdersView(deps, frame, named) };
    },
    ["signing", "punishments", "rewards"],
  );
}

interface Named {
  readonly validators: readonly ValidatorAt[];
  readonly notFound: HoldersView["notFound"];
  readonly delegator?: { readonly account: string; readonly delegations: readonly Delegation[] };
}

async function resolve(deps: ServerDeps, frame: Frame, { names, delegator }: Held): Promise<Named | ReadFault> {
  const { snapshot } = frame;
  const found = new Map<ConsHex, ValidatorAt>();
  const notFound: { asked: string; because: string }[] = [];
  for (const name of names) {
    const validator = await findValidator(deps, snapshot, name.slice(0, MAX_NAME));
    if ("code" in validator) notFound.push({ asked: name.slice(0, 120), because: validator.message });
    else found.set(validator.consAddress, validator);
  }
  const account = delegator === undefined ? undefined : accountOf(frame, delegator);
  if (account !== undefined && typeof account === "object") return account;
  if (account === undefined) return { validators: [...found.values()], notFound };
  const height = frame.isPinned ? snapshot.height : undefined;
  const delegations = await readDelegations(frame.index.config, snapshot.chainId, account, height, deps.now());
  if ("status" in delegations) return delegations;
  const { byOperator } = validatorIndex(snapshot);
  const largest = delegations.toSorted((a, b) => (a.amount < b.amount ? 1 : -1));
  for (const { operator } of largest) {
    const validator = byOperator.get(operator);
    if (validator && found.size < MAX_HELD) found.set(validator.consAddress, validator);
    else
      notFound.push({
        asked: operator,
        because: validator ? `Only ${MAX_HELD} validators are shown.` : "It is no validator any more.",
      });
  }
  return { validators: [...found.values()], notFound, delegator: { account, delegations } };
}

/** The account with the provider's prefix: the same bytes under another chain's prefix are the same person's. */
function accountOf({ snapshot }: Frame, text: string): string | ReadFault {
  const parsed = parseAnyName(text);
  if ((parsed?.kind !== "account" && parsed?.kind !== "operator") || snapshot.prefix === undefined) {
    return fault(400, "bad-delegator", "A delegator is an account address, such as cosmos1….");
  }
  return formatAccountAddress(parsed.hex, snapshot.prefix);
}

async function holdersView(deps: ServerDeps, frame: Frame, named: Named): Promise<HoldersView> {
  const { snapshot } = frame;
  const [duties, earned] = await Promise.all([
    readDuties(deps, frame, named.validators),
    readEarned(deps, snapshot, named.validators),
  ]);
  const amounts =
    named.delegator && new Map(named.delegator.delegations.map(({ operator, amount }) => [operator, amount]));
  const living = new Map(snapshot.consumers.map((consumer) => [consumer.consumerId as string, consumer]));
  const validators = named.validators.map((validator) =>
    holderValidator(
      validator,
      duties.get(validator.consAddress) ?? [],
      earned.byValidator.get(validator.consAddress) ?? [],
      living,
      amounts,
    ),
  );
  const total = named.delegator?.delegations.reduce((sum, { amount }) => sum + amount, 0n);
  return {
    validators,
    consumers: snapshot.consumers.flatMap((consumer) => securedView(consumer, validators)),
    unread: snapshot.consumers
      .filter(
        ({ phase, consumerId }) =>
          phase === "launched" && frame.sides.byConsumer.get(consumerId)?.position.state === "unknown",
      )
      .map(({ consumerId }) => consumerId),
    ...(earned.unread.length === 0 ? {} : { rewardsUnread: [...earned.unread] }),
    notFound: named.notFound,
    ...(named.delegator && total !== undefined
      ? {
          delegator: {
            account: named.delegator.account,
            delegated: String(total),
            validators: named.delegator.delegations.length,
          },
        }
      : {}),
    ...(snapshot.params === undefined ? {} : { denom: snapshot.params.bondDenom }),
  };
}

type HolderValidator = HoldersView["validators"][number];

interface Earned {
  readonly byValidator: ReadonlyMap<ConsHex, HolderValidator["rewards"]>;
  readonly unread: readonly string[];
}

/** What each of them was paid, looked back as far as one answer can afford: less far where many consumers pay. */
async function readEarned(
  deps: ServerDeps,
  snapshot: ProviderSnapshot,
  validators: readonly ValidatorAt[],
): Promise<Earned> {
  const { totals } = snapshot.rewards;
  const paying = [...new Set(totals.filter((total) => total.validators > 0n).map(({ consumerId }) => consumerId))];
  const each = (PAYOUT_STEPS * CONSUMERS_IN_FULL) / Math.max(CONSUMERS_IN_FULL, paying.length);
  const byValidator = new Map<ConsHex, HolderValidator["rewards"]>(
    validators.map(({ consAddress }) => [consAddress, []]),
  );
  for (const consumerId of paying.slice(0, MOST_PAYING)) {
    const { payouts, paid } = await readPayouts(deps, snapshot, consumerId, Math.floor(each));
    for (const { last, denom, paid: share, commission, payouts: times } of paid) {
      const sinceHeight = payouts.findLast((payout) => payout.denom === denom)?.height;
      const total = totals.find((one) => one.consumerId === consumerId && one.denom === denom);
      if (sinceHeight === undefined) continue;
      byValidator.get(last.consAddress)?.push({
        consumerId,
        denom: total?.sourceDenom ?? denom,
        providerDenom: denom,
        paid: String(share),
        commission: String(commission),
        payouts: times,
        sinceHeight,
      });
    }
  }
  return { byValidator, unread: paying.slice(MOST_PAYING) };
}

function holderValidator(
  validator: ValidatorAt,
  duties: readonly DutyRow[],
  rewards: HolderValidator["rewards"],
  consumers: ReadonlyMap<string, ConsumerFacts>,
  amounts: ReadonlyMap<OperatorAddress, bigint> | undefined,
): HolderValidator {
  const delegated = amounts && (amounts.get(validator.operator) ?? 0n);
  return {
    operator: validator.operator,
    moniker: validator.moniker,
    status: validator.status,
    active: validator.active,
    jailed: validator.jailed,
    tokens: String(validator.tokens),
    commission: validator.commissionRate,
    ...(delegated === undefined ? {} : { delegated: String(delegated) }),
    secures: duties
      .filter(({ duty }) => duty === "run" || duty === "run-until")
      .map(({ consumerId, duty, commission, slash }) => ({
        consumerId,
        duty,
        commission,
        ...(slash ? { slash } : {}),
        ...(delegated === undefined ? {} : costOf(delegated, consumers.get(consumerId))),
      })),
    rewards,
  };
}

/** What a slash would take of an amount, by the consumer's own parameters. */
function costOf(
  amount: bigint,
  consumer: ConsumerFacts | undefined,
): Pick<HolderValidator["secures"][number], "yours"> {
  const infraction = consumer?.infraction;
  if (!infraction) return {};
  const part = (fraction: string) => String(multiplyRounded(amount, fraction, "floor"));
  return {
    yours: {
      downtime: part(infraction.downtime.slashFraction),
      doubleSign: part(infraction.doubleSign.slashFraction),
    },
  };
}

function securedView(consumer: ConsumerFacts, validators: readonly HolderValidator[]): HoldersView["consumers"] {
  const rows = validators.flatMap(({ operator, secures }) =>
    secures.filter(({ consumerId }) => consumerId === consumer.consumerId).map((row) => ({ operator, ...row })),
  );
  if (rows.length === 0) return [];
  const slash = sumOf(rows.map((row) => row.slash));
  const yours = sumOf(rows.map((row) => row.yours));
  return [
    {
      consumerId: consumer.consumerId,
      chainId: consumer.chainId,
      name: consumer.metadata.name,
      phase: consumer.phase,
      by: rows.map(({ operator }) => operator),
      ...(consumer.infraction
        ? {
            fractions: {
              downtime: consumer.infraction.downtime.slashFraction,
              doubleSign: consumer.infraction.doubleSign.slashFraction,
            },
          }
        : {}),
      ...(slash ? { slash } : {}),
      ...(yours ? { yours } : {}),
    },
  ];
}

type Cost = NonNullable<HoldersView["consumers"][number]["slash"]>;

/** Together, where each of them is known; a sum of some would look like the sum of all. */
function sumOf(costs: readonly (Cost | undefined)[]): Cost | undefined {
  let sum = { downtime: 0n, doubleSign: 0n };
  for (const one of costs) {
    if (!one) return undefined;
    sum = { downtime: sum.downtime + BigInt(one.downtime), doubleSign: sum.doubleSign + BigInt(one.doubleSign) };
  }
  return { downtime: String(sum.downtime), doubleSign: String(sum.doubleSign) };
}
