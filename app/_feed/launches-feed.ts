import { consumerName } from "@/components/consumer/consumer-words";
import { lifeDetail, lifeWord } from "@/lib/format/life-words";
import { safeText } from "@/lib/format/safe-text";
import { readLaunches } from "@/lib/server/read-launches";
import { type FeedKind, itemsOf } from "./feed";

/** Steps of the lives of consumers: registered, launched or not, stopped, deleted. */
export const launchesFeed: FeedKind = {
  name: "launches",
  title: "Launches",
  path: "/launches",
  read: (deps, network, at) =>
    itemsOf(readLaunches(deps, network, at), (launches) =>
      launches.flatMap((item) => {
        const name = `${consumerName(item)} (consumer ${item.consumerId}, ${safeText(item.chainId, 50)})`;
        return item.steps.flatMap(({ height, time, kind, detail }) =>
          typeof time !== "string"
            ? []
            : [
                {
                  key: `${item.consumerId}/${kind}/${height}`,
                  title: `${name}: ${lifeWord(kind)}`,
                  summary: safeText(`${lifeDetail(kind, detail) ?? lifeWord(kind)} (height ${height})`, 500),
                  updated: time,
                  path: `/consumers/${item.consumerId}/launch?height=${height}`,
                },
              ],
        );
      }),
    ),
};
