import { envelope } from "../contracts/common";
import { slashesView, throttleView } from "../contracts/slash";
import { LIST, type Route } from "./route";

/** Punishments, and the throttle they pass through. */
export const SLASH_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/slashes",
    summary: "Every jailing, slash and tombstone on the provider, with the chain that caused it; latest first",
    answer: envelope(slashesView).extend({ throttle: throttleView }),
    parameters: ["network", ...LIST],
    isList: true,
  },
];
