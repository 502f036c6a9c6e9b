import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { threadId } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { badConsumerFilter, parseConsumerFilter } from "@/lib/api/consumer-filter";
import { ConfigError } from "@/lib/config/errors";
import { parseNetworks } from "@/lib/config/networks";
import { safeLink, safeText } from "@/lib/format/safe-text";
import { escapeXml } from "@/lib/format/xml";
import { parseAnyAddress } from "@/lib/ics/address";
import { parseBech32 } from "@/lib/ics/bech32";
import { readWhatIfMessage } from "@/lib/ics/what-if-message";
import { parseWhatIf } from "@/lib/ics/what-if-url";
import { parseAnyName } from "@/lib/server/any-name";
import { csvLines } from "@/lib/server/csv";
import { hotRequestOf } from "@/lib/server/front/hot-request";
import { parsePacketQuery } from "@/lib/server/packet-query";
import { decodeSegment, parseListQuery } from "@/lib/server/query-params";
import { checkRow } from "@/lib/snapshot/check-row";
import { openRecordFile } from "@/lib/snapshot/read-file";
import { RecordError } from "@/lib/snapshot/record-error";
import type { Chance } from "../chaos/random";
import type { Corpus } from "./corpus";
import type { Decoder } from "./decoder";
import { mutateBytes, mutateJson, mutateText } from "./mutate";
import { NAMES, NETWORKS, PATHS, QUERIES, ROW, WHAT_IF, WORDS } from "./samples";

/** What readers type, open and configure. */
export function readerDecoders(corpus: Corpus): Decoder[] {
  return [...searchDecoders(), ...addressDecoders(), ...fileDecoders(corpus), ...writers()];
}

const from = (list: readonly string[]) => (chance: Chance) => mutateText(chance.pick(list), chance.pick(list), chance);
const [anyText, name, query] = [from(WORDS), from(NAMES), from(QUERIES)];

function searchDecoders(): Decoder[] {
  const within = "search-input";
  return [
    { name: within, run: (chance) => parseAnyName(chance.next() < 0.5 ? name(chance) : anyText(chance)) },
    { name: "bech32", within, run: (chance) => parseBech32(name(chance)) },
    { name: "address", within, run: (chance) => parseAnyAddress(name(chance)) },
  ];
}

function addressDecoders(): Decoder[] {
  const within = "page-address";
  return [
    {
      // The line of a request, and what its route makes of path and parameters.
      name: within,
      run: (chance) => {
        const text = `${chance.next() < 0.5 ? chance.pick(PATHS) : from(PATHS)(chance)}?${query(chance)}`;
        hotRequestOf("GET", text, { "accept-encoding": "gzip" });
        const url = URL.parse(text, "http://explorer");
        if (url === null) return;
        url.pathname.split("/").map(decodeSegment);
        parseListQuery(url.searchParams);
        parsePacketQuery(url.searchParams);
        badConsumerFilter(url.searchParams);
        parseConsumerFilter(Object.fromEntries(url.searchParams));
        parseWhatIf(Object.fromEntries(url.searchParams), NO_BASE);
      },
    },
    { name: "path-segment", within, run: (chance) => decodeSegment(from(PATHS)(chance)) },
    { name: "list-query", within, run: (chance) => parseListQuery(new URLSearchParams(query(chance))) },
    {
      name: "what-if-address",
      within,
      run: (chance) => parseWhatIf(Object.fromEntries(new URLSearchParams(query(chance))), NO_BASE),
    },
    { name: "what-if-message", run: (chance) => readWhatIfMessage(mutateText(WHAT_IF, anyText(chance), chance)) },
  ];
}

const NO_BASE = { validators: [], rules: {}, height: 1 } as unknown as Parameters<typeof parseWhatIf>[1];

function fileDecoders({ record }: Corpus): Decoder[] {
  const file = path.join(os.tmpdir(), `explorer-fuzz-${process.pid}-${threadId}.icsrecord`);
  return [
    {
      name: "networks-file",
      error: ConfigError,
      run: (chance) =>
        chance.next() < 0.4
          ? parseNetworks(mutateText(JSON.stringify(NETWORKS), "[]", chance), "fuzz")
          : parseNetworks(JSON.stringify(mutateJson(NETWORKS, chance)) ?? "", "fuzz"),
    },
    {
      // As it is imported: the bytes, the first line, and each row against the columns of its table.
      name: "record-file",
      error: RecordError,
      run: async (chance) => {
        writeFileSync(file, changedRecord(record, chance));
        try {
          await readRecord(file);
        } finally {
          rmSync(file);
        }
      },
    },
  ];
}

async function readRecord(file: string): Promise<void> {
  const opened = await openRecordFile(file);
  let table = "";
  for await (const line of opened.lines()) {
    if (line.startsWith("[")) table = /^\["section","(\w+)"/.exec(line)?.[1] ?? table;
    else checkRow(table, line);
  }
}

/** A record with its first line, some of its rows, its packed bytes or its checksum changed; what is left of it fits together. */
function changedRecord({ header, lines }: Corpus["record"], chance: Chance): Uint8Array {
  const kind = chance.between(0, 3);
  const first = kind === 0 ? changedLine(header, chance) : header;
  const changed = kind === 1 ? lines.map((line) => (chance.next() < 0.02 ? changedLine(line, chance) : line)) : lines;
  const packed = gzipSync(`${changed.join("\n")}\n`, { level: 1 });
  const body = Buffer.concat([Buffer.from(`${first}\n`), kind === 2 ? mutateBytes(packed, packed, chance) : packed]);
  const sum = createHash("sha256").update(body).digest();
  return Buffer.concat([body, kind === 3 ? mutateBytes(sum, sum, chance) : sum]);
}

function changedLine(line: string, chance: Chance): string {
  if (chance.next() < 0.4) return mutateText(line, line, chance);
  return JSON.stringify(mutateJson(JSON.parse(line), chance)) ?? "";
}

/** Nothing arrives there: they write down what a chain has said. */
function writers(): Decoder[] {
  const isWriter = true;
  return [
    { name: "csv", isWriter, run: (chance) => [...csvLines([mutateJson(ROW, chance) as object].filter(isRow))] },
    { name: "shown-text", isWriter, run: (chance) => safeText(anyText(chance), chance.between(1, 300)) },
    { name: "shown-link", isWriter, run: (chance) => safeLink(anyText(chance)) },
    { name: "xml-text", isWriter, run: (chance) => escapeXml(anyText(chance)) },
  ];
}

const isRow = (value: unknown) => value !== null && typeof value === "object";
