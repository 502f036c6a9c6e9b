"use client";

import { Badge } from "@/components/ui/badge";
import { DefinitionList } from "@/components/ui/definition-list";
import { Term } from "@/components/ui/term";
import { Time } from "@/components/ui/time";
import type { RoadView } from "@/lib/api/contracts/pipeline";
import { safeText } from "@/lib/format/safe-text";

const STATE_WORDS = {
  open: { mark: "✓", word: "open", tone: "text" },
  opening: { mark: "◔", word: "being opened", tone: "warn" },
  none: { mark: "○", word: "not begun", tone: "text" },
  unknown: { mark: "?", word: "unknown: this chain is not read", tone: "text" },
  closed: { mark: "✕", word: "closed", tone: "bad" },
} as const satisfies Record<RoadView["channel"]["state"], object>;

/** Connection and channel between the two chains, and the step at which opening them stopped. */
export function Road({ road }: { road: RoadView }) {
  const { connection, channel, steps } = road;
  const isOpen = channel.state === "open" || channel.state === "closed";
  return (
    <section>
      <h2 className="mb-1">Connection and channel</h2>
      <DefinitionList
        entries={[
          {
            key: "connection",
            word: "Connection",
            value: (
              <>
                <State state={connection.state} /> <span className="font-mono">{connection.connectionId}</span>
              </>
            ),
          },
          {
            key: "channel",
            word: <Term id="ccv-channel">Channel</Term>,
            value: (
              <>
                <State state={channel.state} />{" "}
                <span className="font-mono">
                  {channel.channelId}
                  {channel.consumerChannelId ? ` ↔ ${channel.consumerChannelId}` : ""}
                </span>
                {channel.closedAt ? (
                  <>
                    {" "}
                    since <Time iso={channel.closedAt.time} isFull />
                  </>
                ) : null}
              </>
            ),
          },
        ]}
      />
      <details className="mt-1" open={!isOpen}>
        <summary className="text-muted">{isOpen ? "How it was opened" : stopSentence(road)}</summary>
        <ol>
          {steps.map(({ kind, on, state, at }) => (
            <li key={kind} className={state === "done" ? undefined : "text-muted"}>
              <span aria-hidden="true">{state === "done" ? "✓" : state === "missing" ? "○" : "?"}</span>{" "}
              {kind.replace(/_open_/, " ").replaceAll("_", " ")} on the {on}
              {at ? (
                <>
                  {" "}
                  · <span className="font-mono">{safeText(at.chainId, 50)}</span> height{" "}
                  <span className="font-mono">{at.height}</span>, <Time iso={at.time} />
                </>
              ) : state === "done" ? (
                " · before our record, or where we do not read"
              ) : state === "missing" ? (
                " · not taken"
              ) : (
                " · unknown"
              )}
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

function State({ state }: { state: RoadView["channel"]["state"] }) {
  const { mark, word, tone } = STATE_WORDS[state];
  return (
    <Badge mark={mark} tone={tone}>
      {word}
    </Badge>
  );
}

function stopSentence({ steps }: RoadView): string {
  const missing = steps.find(({ state }) => state !== "done");
  if (!missing) return "All steps were taken";
  if (missing === steps[0]) return "Nobody is known to have begun";
  return `It stopped before “${missing.kind.replace(/_open_/, " ").replaceAll("_", " ")}” on the ${missing.on}`;
}
