import { hash as digest } from "node:crypto";
import type { CometValidator } from "@/lib/ics/types";
import { validatorSetHash } from "@/lib/ics/valset-hash";
import { bytesToHex } from "@/lib/shared/bytes";
import { decodeValidators } from "./decode-node";
import type { Endpoint } from "./endpoint-health";
import { ChainError } from "./errors";
import type { RpcCall } from "./json-rpc";
import type { AnswerVerdict } from "./types";

const PER_PAGE = 100;
const MAX_PAGES = 100;

export interface FetchSetDeps {
  readonly label: string;
  /** Asks a node that answers, of those to be avoided last; throws `ChainError`. */
  readonly ask: <T>(
    call: RpcCall,
    read: (result: unknown, from: Endpoint) => T,
    avoid: ReadonlySet<Endpoint>,
  ) => Promise<T>;
  readonly nodeCount: () => number;
  /** Told of a node that gave another set than the header names, once one gave that. */
  readonly found: (verdict: AnswerVerdict) => void;
}

/**
 * The set that signs a height, all pages, which must be the one whose hash a header carries (ics-protocol.md §6.6.3): so no
 * second node is needed to tell a forged set. Throws `undecodable`, worth asking again, where no node gives it.
 */
export async function fetchSet(deps: FetchSetDeps, height: number, setHash: string): Promise<CometValidator[]> {
  const doubted = new Map<Endpoint, string>();
  for (;;) {
    const from = new Set<Endpoint>();
    const validators = await fetchPages(deps, height, new Set(doubted.keys()), from);
    const told = bytesToHex(validatorSetHash(validators, (bytes) => digest("sha256", bytes, "buffer")));
    if (told === setHash) {
      for (const [endpoint, answered] of doubted) {
        // A node that gave a page of the right set may have given none of the wrong one's false pages.
        if (from.has(endpoint)) continue;
        const { url } = endpoint.rpc;
        deps.found({ url, height, field: "the validators", expected: setHash, answered, finding: "outvoted" });
      }
      return validators;
    }
    const isNew = [...from].some((endpoint) => !doubted.has(endpoint));
    const urls = [...from].map(({ rpc }) => rpc.url).join(" and ");
    const message = `${urls}: the validators of block ${height} are not those that a header names`;
    const error = new ChainError("undecodable", message, { retryable: true });
    for (const endpoint of from) {
      endpoint.note(error);
      doubted.set(endpoint, told);
    }
    if (!isNew || doubted.size >= deps.nodeCount()) throw error;
  }
}

async function fetchPages(
  { label, ask }: FetchSetDeps,
  height: number,
  avoid: ReadonlySet<Endpoint>,
  from: Set<Endpoint>,
): Promise<CometValidator[]> {
  const validators: CometValidator[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const params = { height: String(height), page: String(page), per_page: String(PER_PAGE) };
    const part = await ask(
      { method: "validators", params },
      (result, endpoint) => {
        const decoded = decodeValidators(result, height);
        from.add(endpoint);
        return decoded;
      },
      avoid,
    );
    validators.push(...part.validators);
    if (validators.length >= part.total || part.validators.length === 0) return validators;
  }
  throw new ChainError("bad-response", `${label}: /validators at ${height} never ends`, { retryable: false });
}
