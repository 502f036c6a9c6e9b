import { envelope } from "../contracts/common";
import { consumerSlashesExtra, slashesView, slashView, throttleView } from "../contracts/slash";
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
  {
    path: "/api/v1/{network}/slashes/{id}",
    summary: "One punishment, and what led to it on both chains",
    answer: envelope(slashView),
    parameters: ["network", "slash", "height"],
  },
  {
    path: "/api/v1/{network}/consumers/{id}/slashes",
    summary: "What one consumer got punished and has reported, and how its validators sign",
    answer: envelope(slashesView).extend(consumerSlashesExtra),
    parameters: ["network", "id", ...LIST],
    isList: true,
  },
];
