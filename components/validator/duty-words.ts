import type { Tone } from "@/components/ui/tone";
import type { ValidatorView } from "@/lib/api/contracts/validator";
import { safeText } from "@/lib/format/safe-text";
import { formatUtc } from "@/lib/format/time";
import type { DutyName } from "@/lib/ics/duty-view";
import { validatorName } from "./validator-name";

type View = ValidatorView;
type Row = View["duties"][number];

/** How a duty is called and marked, in the order in which a validator needs to see them. */
export const DUTY_LOOK = {
  run: { word: "Must run now", mark: "●", tone: "text" },
  "run-until": { word: "Keep running", mark: "◑", tone: "warn" },
  "run-from": { word: "Must run soon", mark: "◔", tone: "info" },
  "may-stop": { word: "May stop", mark: "■", tone: "muted" },
  optional: { word: "Optional", mark: "○", tone: "muted" },
  "not-allowed": { word: "Not allowed", mark: "✕", tone: "muted" },
} as const satisfies Record<DutyName, { word: string; mark: string; tone: Tone }>;

const ORDER = Object.keys(DUTY_LOOK) as DutyName[];

/** What must be run first, then what may be, then what may not; within one by consumer id. */
export function byUrgency<R extends Pick<Row, "duty">>(rows: readonly R[]): R[] {
  return rows.toSorted((a, b) => ORDER.indexOf(a.duty) - ORDER.indexOf(b.duty));
}

/** A consumer as a sentence calls it: its name, else its chain id, and its id, since names repeat. */
export function consumerName({ consumers }: Pick<View, "consumers">, consumerId: string): string {
  const consumer = consumers.find((entry) => entry.consumerId === consumerId);
  const name = consumer && (safeText(consumer.name, 24) || safeText(consumer.chainId, 24));
  return name ? `${name} (${consumerId})` : `consumer ${consumerId}`;
}

/** "A", "A and B", "A, B and C", "A, B, C and 4 more". */
export function listed(names: readonly string[], max = 4): string {
  const shown = names.length > max ? [...names.slice(0, max - 1), `${names.length - max + 1} more`] : names;
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** The page's answer: what must run now, what from when, what may be stopped. */
export function dutySentence(view: Pick<View, "moniker" | "operator" | "consumers" | "duties" | "jailed">): string {
  const of = (duty: DutyName) => view.duties.filter((row) => row.duty === duty);
  const names = (rows: readonly Row[]) => listed(rows.map(({ consumerId }) => consumerName(view, consumerId)));
  const running = [...of("run"), ...of("run-until")];
  const until = of("run-until");
  const from = of("run-from");
  const mayStop = of("may-stop");
  const parts = [
    running.length === 0
      ? `${validatorName(view)} has no consumer chain to run now`
      : `${validatorName(view)} must run ${names(running)} now`,
    ...from.slice(0, 2).map((row) => `${consumerName(view, row.consumerId)} ${fromWords(row)}`),
    ...(from.length > 2 ? [`${from.length - 2} more later`] : []),
  ];
  const stop = [
    ...until.slice(0, 2).map((row) => `it may stop ${consumerName(view, row.consumerId)} ${untilWords(row)}`),
    ...(mayStop.length > 0 ? [`it may stop ${names(mayStop)}`] : []),
  ];
  const last = stop.length === 0 ? (running.length === 0 ? "" : "; it may stop none of them") : `; ${stop.join("; ")}`;
  return `${parts.join(", ")}${last}.${view.jailed ? " It is jailed on the provider." : ""}`;
}

function fromWords({ since, case: code }: Row): string {
  if (code === "never-started") return "from its first block, which has not come yet";
  if (since?.update !== undefined) return `once update ${since.update} is applied there`;
  if (since?.time !== undefined && since.isEstimate) return `from about ${clock(since.time)}`;
  return "as soon as its set has it";
}

function untilWords({ until, case: code }: Row): string {
  if (code === "in-set-of-stopped") return "without being punished, though its last set keeps signing";
  if (until?.update !== undefined) return `once update ${until.update} is applied there`;
  if (until?.time !== undefined) return `after the next epoch, about ${clock(until.time)}`;
  return "after the next epoch";
}

/** "2 Mar 2026 10:42 UTC": minutes are what an estimate is good for. */
function clock(iso: string): string {
  return formatUtc(iso).replace(/:\d\d UTC$/, " UTC");
}
