"use client";

import { PlaceLink } from "@/components/ui/place";
import type { ValidatorView } from "@/lib/api/contracts/validator";
import { formatInteger } from "@/lib/format/number";
import { consumerName } from "./duty-words";

/** Top N consumers whose line it is close to, from either side: a little stake moves it across. */
export function TopNLines({ view }: { view: ValidatorView }) {
  const close = view.duties.filter(({ topN }) => topN?.isClose);
  if (close.length === 0) return null;
  return (
    <section className="mt-8 max-w-3xl">
      <h2 className="mb-1">Close to a Top N line</h2>
      <ul className="list-none">
        {close.map(({ consumerId, topN }) =>
          topN === undefined ? null : (
            <li key={consumerId} className="border-line border-b py-1.5">
              <PlaceLink to={`/consumers/${consumerId}`} className="underline">
                <bdi>{consumerName(view, consumerId)}</bdi>
              </PlaceLink>{" "}
              takes Top {topN.percent} %, from a power of {formatInteger(topN.line)} up: {distanceWords(topN.distance)}
            </li>
          ),
        )}
      </ul>
      <p className="mt-2 text-muted">
        Within a tenth of the line. It moves with everybody's stake and is drawn anew at each epoch.
      </p>
    </section>
  );
}

function distanceWords(distance: string): string {
  if (distance === "0") return "this validator is the last one it takes.";
  return distance.startsWith("-")
    ? `${formatInteger(distance.slice(1))} more would draw this validator in.`
    : `with ${formatInteger(distance)} less this validator would be below it.`;
}
