import type { ConsumerDetection, ProviderDetection } from "./dialect";
import { ChainError } from "./errors";
import { IcsV7Consumer } from "./ics-v7/consumer-dialect";
import { IcsV7Provider } from "./ics-v7/provider-dialect";
import { readRows } from "./raw-store/read-rows";
import type { ChainClient } from "./types";

/** Provider parameters, key `ff`: what a removed module leaves behind (ics-protocol.md §7.4). */
const PARAMETERS_KEY = Uint8Array.of(0xff);

/** Whether a chain is a provider and how to ask it, in the order of §7.4: the queries first, then what the store still holds. */
export async function detectProvider(
  client: ChainClient,
  height?: number,
  signal?: AbortSignal,
): Promise<ProviderDetection> {
  const at = height ?? (await client.status(signal)).latestHeight;
  const dialect = new IcsV7Provider(client);
  try {
    await dialect.fetchParams(at, signal);
    return { state: "live", dialect };
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
  try {
    const [row] = await readRows(client, "provider", [PARAMETERS_KEY], at, signal);
    return { state: row === undefined ? "wiped" : "frozen" };
  } catch (error) {
    if (error instanceof ChainError && error.code === "no-such-store") return { state: "never" };
    throw error;
  }
}

/**
 * The first height in (from, to] at which the provider's module no longer answers, when it answers at `from` and not at
 * `to`. `undefined` when it does not answer at `from` either: the program that did is gone, and its successor refuses old
 * heights as well (§7.4).
 */
export async function findModuleEnd(
  client: ChainClient,
  from: number,
  to: number,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const answersAt = async (height: number) => {
    try {
      await new IcsV7Provider(client).fetchParams(height, signal);
      return true;
    } catch (error) {
      if (isAbsence(error) || (error instanceof ChainError && error.code === "height-unavailable")) return false;
      throw error;
    }
  };
  if (!(await answersAt(from))) return undefined;
  let [answers, refuses] = [from, to];
  while (refuses - answers > 1) {
    const middle = (answers + refuses) >>> 1;
    if (await answersAt(middle)) answers = middle;
    else refuses = middle;
  }
  return refuses;
}

/** Whether a chain is a consumer at a height. Before a changeover it is not (§6.8). */
export async function detectConsumer(
  client: ChainClient,
  height: number,
  signal?: AbortSignal,
): Promise<ConsumerDetection> {
  const dialect = new IcsV7Consumer(client);
  try {
    return { state: "consumer", dialect, params: await dialect.fetchConsumerParams(height, signal) };
  } catch (error) {
    if (isAbsence(error) || (error instanceof ChainError && error.code === "query-failed"))
      return { state: "not-consumer" };
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof ChainError && (error.code === "unknown-query" || error.code === "no-such-store");
}
