import { envelope } from "../contracts/common";
import { consumerRewardsView, rewardsView } from "../contracts/reward";
import { LIST, type Route } from "./route";

/** What consumers pay. */
export const REWARD_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/rewards",
    summary: "Rewards of each consumer by denom: sent, received, paid, held back",
    answer: envelope(rewardsView),
    parameters: ["network", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/consumers/{id}/rewards",
    summary: "Rewards of one consumer, what each block gave out, and to whom",
    answer: envelope(consumerRewardsView),
    parameters: ["network", "id", "height"],
  },
];
