import "server-only";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { BlockNews } from "@/lib/store/block-news";
import type { ServerDeps } from "../deps";
import { observeRequest } from "../metrics";
import { countRequest, doorFigures, kindOf } from "./door-figures";
import { DrawAhead } from "./draw-ahead";
import { HotAnswers } from "./hot-answers";
import { InnerServer, isInnerServer, type RequestListener } from "./inner-server";
import { Pulses } from "./pulse";
import { refuseOutOfBounds } from "./request-bounds";
import { requestIdOf, withRequestId } from "./request-id";
import { holdScripts } from "./scripts-after-paint";

const CHANNEL = "http.server.request.start";
const MAX_LOGGED_URL = 200;

export interface FrontDoor {
  /** Something of a network was stored: answers made before are old. */
  beat(news: BlockNews): void;
  /** The newest block of a network was read: pictures are drawn ahead of the first who asks (`DrawAhead`). */
  drawAhead(network: string, height: number): void;
  close(): void;
}

/**
 * What every request passes before the framework sees it: it gets an id, is logged, and is answered from memory where it can.
 *
 * 2026-11-28 · Stands in the framework's own server instead of starting it (a "custom server"): Node announces each request
 * before it is handed to anybody, and with the first one the framework's listener is put behind ours. So `next start` keeps its
 * sockets, upgrades and start-up, and what the door does not answer goes through unchanged.
 */
export function openFrontDoor(
  deps: ServerDeps,
  log: Pick<Logger, "warn" | "debug">,
  isOurs: (server: Server) => boolean = () => true,
): FrontDoor {
  const pulses = new Pulses(deps);
  const ahead = new DrawAhead();
  const taken = new WeakSet<Server>();
  const onRequest = (message: unknown) => {
    const { server } = message as { server: Server };
    if (taken.has(server) || isInnerServer(server) || !isOurs(server)) return;
    taken.add(server);
    standBefore(server, pulses, log, ahead);
  };
  subscribe(CHANNEL, onRequest);
  return {
    beat: (news) => pulses.beat(news),
    drawAhead: (network, height) => ahead.from(network, height),
    close: () => {
      ahead.stop();
      unsubscribe(CHANNEL, onRequest);
    },
  };
}

function standBefore(server: Server, pulses: Pulses, log: Pick<Logger, "warn" | "debug">, ahead: DrawAhead): void {
  const listeners = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  const behind: RequestListener = (request, response) => {
    for (const listener of listeners) listener.call(server, request, response);
  };
  const figures = doorFigures();
  const inner = new InnerServer(behind);
  ahead.through(inner);
  const hot = new HotAnswers({
    inner,
    pulseOf: (network) => pulses.get(network),
    now: () => performance.now(),
    onAnswer: (outcome, status) => {
      figures.hot[outcome] += 1;
      countRequest(figures, "api", status);
    },
  });
  figures.memories.push(hot);
  server.on("request", (request, response) => {
    if (refuseOutOfBounds(request, response)) return;
    const requestId = requestIdOf(request.headers["x-request-id"]);
    const passOn = () =>
      withRequestId(requestId, () => {
        request.headers["x-request-id"] = requestId;
        response.setHeader("x-request-id", requestId);
        logWhenOver(request, response, requestId, log);
        if (kindOf(request.url ?? "") === "page") holdScripts(response, () => behind(request, response));
        else behind(request, response);
      });
    if (!hot.answer(request, response, requestId, passOn)) passOn();
  });
}

/** Faults of ours are warned of; all others are there for whoever looks for them (`LOG_LEVEL=debug`). */
function logWhenOver(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  log: Pick<Logger, "warn" | "debug">,
): void {
  const startedAt = performance.now();
  const { method, url = "" } = request;
  const kind = kindOf(url);
  response.once("close", () => {
    const { statusCode: status, writableFinished: isWhole } = response;
    countRequest(doorFigures(), kind, status);
    // A stream lasts as long as its reader stays: no figure of ours.
    if (kind !== "stream") observeRequest(kind, (performance.now() - startedAt) / 1_000);
    const line = { requestId, method, url: url.slice(0, MAX_LOGGED_URL), status, isWhole, ms: msSince(startedAt) };
    if (status >= 500) log.warn(line, "a request was not answered as it should be");
    else log.debug(line, "request");
  });
}

function msSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 10) / 10;
}
