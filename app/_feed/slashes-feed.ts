import { validatorName } from "@/components/validator/validator-name";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { readSlashes } from "@/lib/server/read-slashes";
import { type FeedKind, itemsOf } from "./feed";

/** Every punishment on the provider, with the chain that caused it. */
export const slashesFeed: FeedKind = {
  name: "slashes",
  title: "Slashes",
  path: "/slashes",
  read: (deps, network, at) =>
    itemsOf(readSlashes(deps, network, at), (slashes) =>
      slashes.flatMap((slash) => {
        if (!("height" in slash.at)) return [];
        const { moniker, operator, kind, origin } = slash;
        const who =
          operator === undefined ? shortAddress(slash.validator) : validatorName({ moniker: moniker ?? "", operator });
        const chain = origin === "unknown" ? "an unknown chain" : safeText(origin.name || origin.chainId, 50);
        return [
          {
            key: slash.id,
            title: `${who}: ${kind.replaceAll("-", " ")} on ${chain}`,
            summary: `${slash.tombstoned ? "Tombstoned" : slash.jailedUntil === undefined ? "Not jailed" : "Jailed"} at height ${slash.at.height}.`,
            updated: slash.at.time,
            path: `/slashes/${slash.id}`,
          },
        ];
      }),
    ),
};
