import { overviewSentence } from "@/components/provider/overview-sentence";
import { readOverview } from "@/lib/server/read-overview";
import { type CardKind, faceOf } from "./card";

/** The network at a glance. */
export const overviewCard: CardKind = {
  pattern: /^\/$/,
  read: ({ deps, network, at }) =>
    faceOf(readOverview(deps, network, at), (view) => {
      const bad = view.findings.filter(({ severity }) => severity === "bad").length;
      const { slashMeter } = view;
      return {
        title: network,
        sentence: overviewSentence(view),
        figures: [
          { word: "validators active", value: `${view.validators.active} of ${view.validators.total}` },
          { word: "consumers launched", value: String(view.consumersByPhase.launched) },
          { word: "packets in flight", value: String(view.packetsInFlight) },
          "state" in slashMeter
            ? { word: "findings that are bad", value: String(bad), ...(bad > 0 ? { tone: "bad" as const } : {}) }
            : meterFigure(slashMeter),
        ],
      };
    }),
};

/** Share of the allowance, whole percents; below zero the next slash waits (ics-protocol.md §6.5). */
function meterFigure({ meter, allowance }: { meter: string; allowance: string }) {
  const total = BigInt(allowance);
  const percent = total === 0n ? "0" : String((BigInt(meter) * 100n) / total);
  return {
    word: "of the slash meter left",
    value: `${percent} %`,
    ...(BigInt(meter) < 0n ? { tone: "bad" as const } : {}),
  };
}
