import { slashSentence } from "@/components/slash/slash-words";
import { validatorName } from "@/components/validator/validator-name";
import type { SlashItem } from "@/lib/api/contracts/slash";
import { denomUnit } from "@/lib/format/denom";
import { formatAmountShort, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { fault } from "@/lib/server/outcome";
import { readSlashes } from "@/lib/server/read-slashes";
import { type CardKind, faceOf } from "./card";

/** One punishment, with the chain that caused it. */
export const slashCard: CardKind = {
  pattern: /^\/slashes\/(?<id>[^/]+)$/,
  read: async ({ deps, network, at, named: { id = "" } }) => {
    const ledger = await readSlashes(deps, network, at);
    if (ledger.state === "fault") return ledger;
    const slash = ledger.data.find((item) => item.id === id);
    if (!slash) return fault(404, "unknown-slash", `There is no punishment ${safeText(id, 40)}.`);
    return faceOf(Promise.resolve({ ...ledger, data: slash }), faceOfSlash);
  },
};

function faceOfSlash(slash: SlashItem) {
  const { moniker = "", operator, fraction, amount } = slash;
  const name = operator === undefined ? shortAddress(slash.validator) : validatorName({ moniker, operator });
  const { exponent, unit } = denomUnit(slash.denom);
  return {
    title: `${name} · ${slash.kind.replaceAll("-", " ")}`,
    sentence: slashSentence(slash),
    figures: [
      {
        word: "on the provider",
        value: slash.tombstoned ? "tombstoned" : slash.jailedUntil === undefined ? "not jailed" : "jailed",
      },
      { word: "of its stake burnt", value: typeof fraction === "string" ? formatShare(fraction, 2) : "unknown" },
      { word: `burnt, ${unit}`, value: typeof amount === "string" ? formatAmountShort(amount, exponent) : "unknown" },
      { word: "provider height", value: "height" in slash.at ? String(slash.at.height) : "unknown" },
    ],
  };
}
