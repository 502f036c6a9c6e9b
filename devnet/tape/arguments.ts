import { parseArgs } from "node:util";
import type { TapeOptions } from "./tape";
import { TapeError } from "./tape-error";

export interface TapeArguments extends TapeOptions {
  readonly networksFile: string | undefined;
}

const USAGE = "npm run tape -- --dir D [--dir E …] --port P [--speed x] [--from h] [--until h] [--networks-file F]";

/** The command line of `npm run tape` (product.md §7). Throws `TapeError` naming the argument and what it should be. */
export function parseTapeArguments(argv: readonly string[]): TapeArguments {
  const values = parseOptions(argv);
  if (!values.dir?.length) throw new TapeError(`--dir is missing: ${USAGE}`);
  if (values.port === undefined) throw new TapeError(`--port is missing: ${USAGE}`);
  const port = wholeNumber("--port", values.port);
  if (port > 65_535) throw new TapeError(`--port ${port}: ports end at 65535`);
  const speed = Number(values.speed ?? "1");
  if (values.speed?.trim() === "" || !Number.isFinite(speed) || speed < 0) {
    throw new TapeError(`--speed ${values.speed}: must be 0 or a positive number`);
  }
  const from = heightOption("--from", values.from);
  const until = heightOption("--until", values.until);
  if (values["networks-file"] === "") throw new TapeError("--networks-file: must name a file");
  return {
    dirs: values.dir,
    port,
    speed,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    networksFile: values["networks-file"],
  };
}

function parseOptions(argv: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        dir: { type: "string", multiple: true },
        port: text,
        speed: text,
        from: text,
        until: text,
        "networks-file": text,
      },
    }).values;
  } catch (cause) {
    throw new TapeError(`${(cause as Error).message.split(". ")[0]}: ${USAGE}`);
  }
}

function heightOption(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const height = wholeNumber(name, value);
  if (height === 0) throw new TapeError(`${name} 0: heights start at 1`);
  return height;
}

function wholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number))
    throw new TapeError(`${name} ${value}: must be a whole number`);
  return number;
}
