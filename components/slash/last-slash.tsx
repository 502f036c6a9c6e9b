"use client";

import { useQuery } from "@tanstack/react-query";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { isUnknown } from "@/components/ui/unknown";
import { lastSlashQuery } from "@/lib/api/slashes-query";
import { safeText } from "@/lib/format/safe-text";
import { KIND_WORDS } from "./slash-words";

/** The latest punishment in a few words: what for, caused by which chain, how long ago. */
export function LastSlash() {
  const { network, height } = usePlace();
  const { data } = useQuery(lastSlashQuery(network, height));
  if (!data) return null;
  const [slash] = data.data;
  if (!slash) return "Nobody was punished.";
  const { id, kind, origin, at } = slash;
  const where = origin === "unknown" ? "origin unknown" : safeText(origin.name || origin.chainId, 30);
  return (
    <>
      <PlaceLink to={`/slashes/${id}`}>{KIND_WORDS[kind].word}</PlaceLink> · {where}
      {isUnknown(at) ? null : (
        <span className="text-muted">
          {" "}
          · <Time iso={at.time} />
        </span>
      )}
    </>
  );
}
