"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { apiPath, setStreaming } from "@/lib/api/api-path";
import type { AsOf } from "@/lib/api/contracts/common";
import type { OverviewView } from "@/lib/api/contracts/network";
import type { Envelope } from "@/lib/api/get-json";
import { networkTimeOf, networkTimeQuery, overviewQuery } from "@/lib/api/overview-query";

/** A crowd does not ask all at once: each tab waits a little, at random, before it reads what changed. */
const SPREAD_MS = 400;

/**
 * Lets the server tell this page of every block, and refreshes what is on it. The head comes with the event itself, so that it
 * is on screen at once; the height alone still sooner, as soon as the block is stored (`onBlock`). Without a stream (an old
 * proxy, a server that goes away) the page asks by itself. A page nobody looks at holds no stream: a browser has few
 * connections to one server for all its tabs.
 */
export function useStream(network: string, isLive: boolean, onBlock: (asOf: AsOf) => void): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!isLive || typeof EventSource === "undefined") return;
    let close: (() => void) | undefined;
    const follow = () => {
      if (document.hidden) {
        close?.();
        close = undefined;
      } else close ??= openStream(queries, network, onBlock);
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      close?.();
    };
  }, [queries, network, isLive, onBlock]);
}

function openStream(queries: QueryClient, network: string, onBlock: (asOf: AsOf) => void): () => void {
  const source = new EventSource(apiPath(network, "/stream", undefined));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void queries.invalidateQueries({ predicate: ({ queryKey }) => isLiveKey(queryKey), refetchType: "active" });
    }, Math.random() * SPREAD_MS);
  };
  source.addEventListener("open", () => setStreaming(true));
  source.addEventListener("error", () => setStreaming(false));
  source.addEventListener("block", ({ data }: MessageEvent<string>) => {
    onBlock((JSON.parse(data) as { asOf: AsOf }).asOf);
  });
  source.addEventListener("head", ({ data }: MessageEvent<string>) => {
    const overview = JSON.parse(data) as Envelope<OverviewView>;
    queries.setQueryData(networkTimeQuery(network).queryKey, networkTimeOf(overview));
    queries.setQueryData(overviewQuery(network).queryKey, overview);
    refresh();
  });
  return () => {
    setStreaming(false);
    clearTimeout(timer);
    source.close();
  };
}

/** What shows the head, other than the overview, which came with the event. */
function isLiveKey(queryKey: readonly unknown[]): boolean {
  return queryKey[0] !== "overview" && (queryKey.includes("head") || queryKey[0] === "status");
}
