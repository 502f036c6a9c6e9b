"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useNetworkHead } from "@/components/shell/live-network";
import { usePlace } from "@/components/ui/place";
import { apiPath } from "@/lib/api/api-path";
import type { VerificationItem } from "@/lib/api/contracts/verification";

const LOOK_MS = 2_000;
const PATIENCE_MS = 60_000;

/**
 * Asks for a figure to be checked again and follows what comes of it: the mark beside it is drawn anew when the verifier has
 * been there. All figures of the same chain and height are checked with it.
 */
export function CheckAgain({ result, name }: { result: VerificationItem; name: string }) {
  const { network } = usePlace();
  const head = useNetworkHead();
  const queries = useQueryClient();
  const [words, setWords] = useState<string>();
  const [since, setSince] = useState<{ checkedAt: string; untilMs: number }>();
  const checkedAt = useRef(result.checkedAt);
  checkedAt.current = result.checkedAt;
  useEffect(() => {
    if (since === undefined) return;
    const timer = setInterval(() => {
      const isDone = checkedAt.current !== since.checkedAt;
      if (isDone) setWords("checked again just now");
      else if (Date.now() > since.untilMs) setWords("not checked yet: the verifier is busy, or no node answers");
      if (isDone || Date.now() > since.untilMs) return setSince(undefined);
      void queries.invalidateQueries({ queryKey: ["consumer-verification", network] });
      void queries.invalidateQueries({ queryKey: ["verification", network] });
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [since, queries, network]);
  // A record has no nodes to ask.
  if (head?.record) return null;
  const ask = async () => {
    setWords("asked …");
    const path = apiPath(network, "/verification", result.height, { chain: result.chainId });
    const answer = await fetch(path, { method: "POST" }).catch(() => undefined);
    if (answer?.status === 202) {
      setWords("waiting for its turn …");
      return setSince({ checkedAt: result.checkedAt, untilMs: Date.now() + PATIENCE_MS });
    }
    const body = (await answer?.json().catch(() => undefined)) as { error?: { message?: string } } | undefined;
    setWords(body?.error?.message ?? "the explorer does not answer");
  };
  return (
    <span className="ml-2 inline-block">
      <button type="button" className="min-h-6 underline" disabled={since !== undefined} onClick={() => void ask()}>
        check again<span className="sr-only"> {name}</span>
      </button>{" "}
      <span role="status" className="text-muted">
        {words}
      </span>
    </span>
  );
}
