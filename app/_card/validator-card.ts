import { validatorName } from "@/components/validator/validator-name";
import { denomUnit } from "@/lib/format/denom";
import { count, formatAmountShort, formatInteger, formatShare } from "@/lib/format/number";
import { readValidatorLine } from "@/lib/server/read-validator";
import { type CardKind, faceOf } from "./card";

/** A validator, by any of its names. */
export const validatorCard: CardKind = {
  pattern: /^\/validators\/(?<any>[^/]+)$/,
  read: ({ deps, network, at, named: { any = "" } }) =>
    faceOf(readValidatorLine(deps, network, any, at), (view) => {
      const name = validatorName(view);
      const { exponent, unit } = denomUnit(view.denom);
      const place = view.jailed ? "is jailed" : view.active ? `is validator ${view.rank} by power` : "is not active";
      return {
        title: `${name} · validator`,
        sentence: `${name} ${place} and ${view.validates.length === 0 ? "secures no consumer" : `secures ${count(view.validates.length, "consumer")}`}.`,
        figures: [
          view.jailed
            ? { word: "on the provider", value: "jailed", tone: "bad" }
            : { word: "on the provider", value: view.active ? "active" : view.status },
          { word: "power", value: formatInteger(view.power) },
          { word: `stake, ${unit}`, value: formatAmountShort(view.tokens, exponent) },
          { word: "commission", value: formatShare(view.commission) },
        ],
      };
    }),
};
