import "server-only";
import pino, { type Logger } from "pino";
import { currentRequestId } from "./front/request-id";

/** One JSON line per event on standard output, with the id of the request on whose behalf it is. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, mixin: ofRequest });
}

function ofRequest(): object {
  const requestId = currentRequestId();
  return requestId === undefined ? {} : { requestId };
}
