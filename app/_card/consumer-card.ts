import { consumerSentence } from "@/components/consumer/consumer-sentence";
import { consumerName, kindWords } from "@/components/consumer/consumer-words";
import { isUnknown } from "@/components/ui/unknown";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import { formatShare } from "@/lib/format/number";
import { UNKNOWN_WORDS } from "@/lib/format/words";
import { readConsumer } from "@/lib/server/read-consumer";
import { type CardFigure, type CardKind, faceOf } from "./card";

/** A consumer, whichever of its tabs is open. */
export const consumerCard: CardKind = {
  pattern: /^\/consumers\/(?<id>[^/]+)(?:\/(?<tab>[^/]+))?$/,
  read: ({ deps, network, at, named: { id = "", tab } }) =>
    faceOf(readConsumer(deps, network, id, at), (view) => ({
      title: `${consumerName(view)} · consumer ${view.consumerId}${tab === undefined ? "" : ` · ${tab}`}`,
      sentence: consumerSentence(view),
      figures: [
        { word: "phase", value: view.phase },
        { word: "kind", value: kindWords(view) },
        { word: "validators", value: String(view.validatorCount) },
        view.phase === "launched" ? syncFigure(view) : shareFigure(view),
      ],
    })),
};

function shareFigure({ shareOfProvider }: ConsumerView): CardFigure {
  return {
    word: "of the provider's power",
    value: isUnknown(shareOfProvider) ? "unknown" : formatShare(shareOfProvider),
  };
}

/** In sync, how far behind, or why it cannot be told. */
function syncFigure(view: ConsumerView): CardFigure {
  const { sync } = view;
  if (sync === undefined) return shareFigure(view);
  if (isUnknown(sync)) return { word: `updates: ${UNKNOWN_WORDS[sync.because].short}`, value: "unknown" };
  if ("packets" in sync) {
    return { word: "updates not received", value: String(sync.packets + sync.queued), tone: "warn" };
  }
  if (sync.state === "in-sync") return { word: "with the provider's set", value: "in sync" };
  return { word: "than the provider's", value: "another set", tone: "bad" };
}
