import type { RewardItem } from "@/lib/api/contracts/reward";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";

/** "Agora (2)". */
export function payerName({ consumerId, name, chainId }: Pick<RewardItem, "consumerId" | "name" | "chainId">): string {
  return `${safeText(name, 40) || safeText(chainId, 40)} (${consumerId})`;
}

/** What the page says first: who pays, and what is held back. Amounts of different denoms are never added up. */
export function rewardsSentence(rows: readonly RewardItem[]): string {
  if (rows.length === 0) return "No consumer has sent a reward up to this height.";
  const payers = new Set(rows.map(({ consumerId }) => consumerId));
  const paid = new Set(rows.filter(({ distributed }) => distributed !== "0").map(({ consumerId }) => consumerId));
  const held = new Set(rows.filter(({ because }) => because !== undefined).map(({ consumerId }) => consumerId));
  const first = `${count(payers.size, "consumer has", "consumers have")} sent rewards; those of ${paid.size === 0 ? "none" : paid.size} reached validators`;
  return held.size === 0
    ? `${first}.`
    : `${first}, those of ${held.size} are held back because the provider does not allow their denoms.`;
}

/** One consumer's answer. */
export function consumerRewardsSentence(rows: readonly RewardItem[]): string {
  if (rows.length === 0) return "It has not sent any reward up to this height.";
  const held = rows.filter(({ because }) => because !== undefined);
  if (held.length === rows.length)
    return "Nothing of its rewards is paid: the provider does not allow their denom, so what arrives is held back.";
  const [row] = rows.filter(({ because }) => because === undefined);
  const denom = safeText(row?.denom ?? "", 24);
  const tail = held.length === 0 ? "" : `; ${count(held.length, "denom is", "denoms are")} held back`;
  return row?.distributed === "0"
    ? `Its rewards in ${denom} are allowed, but nothing has been paid to validators yet${tail}.`
    : `Its rewards in ${denom} reach validators and the community pool${tail}.`;
}
