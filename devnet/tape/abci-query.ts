import { type AbciResponse, notRecorded, refusal, success } from "./abci-response";
import type { NodeView } from "./node-view";
import { canonicalRequest } from "./page-request";
import type { RecordedAnswer } from "./recording";
import { storeQuery } from "./store-query";

export interface AbciQuery {
  readonly path: string;
  readonly data: Buffer;
  /** 0: the newest height. */
  readonly height: number;
  readonly prove: boolean;
}

/**
 * Answers as an SDK 0.50 application of that recording would, codes as in ics-protocol.md §1.6. What was not recorded is
 * refused with code 6 and a log that starts with `not recorded`.
 */
export function answerAbciQuery(view: NodeView, query: AbciQuery): AbciResponse {
  const head = view.head();
  const height = query.height === 0 ? head : query.height;
  if (query.height < 0)
    return refusal(18, "cannot query with height < 0; please provide a valid height: invalid request");
  if (height > head) {
    return refusal(26, "cannot query with height in the future; please provide a valid height: invalid height");
  }
  if (query.prove && height <= 1) {
    return refusal(18, "cannot query with proof when height <= 1; please provide a valid height: invalid request");
  }
  const isAbsent = height >= (view.moduleAbsentFrom ?? Number.POSITIVE_INFINITY);
  if (isAbsent && query.path.startsWith(PROVIDER_SERVICE)) {
    return { ...refusal(6, "unknown query path: unknown request"), height: String(height) };
  }
  const isFrozen = isAbsent && query.path.startsWith("/store/provider/");
  const isStale = view.staleState !== undefined && !query.prove && height > view.earliest() + view.staleState;
  if (isStale && !isFrozen) {
    const { staleState: blocks = 0 } = view;
    const told = answerAbciQuery({ ...view, staleState: undefined }, { ...query, height: height - blocks });
    return { ...told, height: told.height === "0" ? "0" : String(height) };
  }
  const asked = { ...query, height: isFrozen ? Math.max(1, (view.moduleAbsentFrom ?? height) - 1) : height };
  if (query.path.startsWith("/store/")) return storeQuery(view, asked);
  if (height < view.earliest()) {
    const log = `failed to load state at height ${height}; version does not exist (latest height: ${head}): invalid request`;
    return { ...refusal(view.prunedStateCode, log), height: String(height) };
  }
  return grpcQuery(view, asked);
}

const PROVIDER_SERVICE = "/interchain_security.ccv.provider.";

function grpcQuery(view: NodeView, { path, data, height }: AbciQuery): AbciResponse {
  const request = canonicalRequest(path, data).toString("hex");
  const found = forgedAnswer(view, path, request, height) ?? view.recording.answer(path, request, height);
  if (!found)
    return { ...notRecorded(`${path} with data ${request || "(empty)"} at height ${height}`), height: String(height) };
  return {
    ...success(height),
    code: found.code ?? 0,
    codespace: found.codespace ?? "",
    log: found.log ?? "",
    value: found.value ?? null,
  };
}

/** What a lying node answers to a query; `undefined` where it tells the truth. */
function forgedAnswer(
  { forgedAnswer: forged }: NodeView,
  path: string,
  request: string,
  height: number,
): RecordedAnswer | undefined {
  if (forged === undefined || forged.path !== path || (forged.data ?? request) !== request) return undefined;
  if ((forged.height ?? height) !== height) return undefined;
  if (forged.value === undefined)
    return { code: forged.log ? 6 : 22, codespace: "sdk", log: forged.log ?? "not found: key not found" };
  return { value: Buffer.from(forged.value, "hex").toString("base64") };
}
