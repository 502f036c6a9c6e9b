import { envelope } from "../contracts/common";
import { consumerHistoryView } from "../contracts/history";
import { launchesView, launchView } from "../contracts/launch";
import { LIST, type Route } from "./route";

/** Launches: the board and one of them. The calendar is no JSON and described in words. */
export const LAUNCH_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/launches",
    summary: "All consumers as launches: to come, failed, happened, ended; `…/calendar.ics` is the same as a calendar",
    answer: envelope(launchesView),
    parameters: ["network", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/consumers/{id}/launch",
    summary: "What a launch still misses; afterwards, how it went",
    answer: envelope(launchView),
    parameters: ["network", "id", "height"],
  },
  {
    path: "/api/v1/{network}/consumers/{id}/history",
    summary: "Size of its set over time, and every change of its record before and after",
    answer: envelope(consumerHistoryView),
    parameters: ["network", "id", "height"],
  },
];
