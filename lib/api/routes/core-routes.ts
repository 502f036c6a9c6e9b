import * as z from "zod";
import { runsSet } from "../contracts/changeover";
import { envelope, finding } from "../contracts/common";
import { consumersView, consumerValidatorsView, consumerView, setProof, validatorHeights } from "../contracts/consumer";
import { networksView, overviewView, statusView } from "../contracts/network";
import { validatorsView, validatorView } from "../contracts/validator";
import { LIST, type Route } from "./route";

/** Networks, consumers, validators, findings, status. */
export const CORE_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/networks",
    summary: "Networks that are configured here, and how far each is read",
    answer: z.object({ data: networksView }),
    parameters: [],
  },
  {
    path: "/api/v1/{network}/overview",
    summary: "The network at a glance",
    answer: envelope(overviewView),
    parameters: ["network", "height"],
  },
  {
    path: "/api/v1/{network}/consumers",
    summary: "All consumers",
    answer: envelope(consumersView),
    parameters: ["network", ...LIST, "phase", "kind", "q", "sort"],
    isList: true,
  },
  {
    path: "/api/v1/{network}/consumers/{id}",
    summary: "One consumer, its parameters and its life",
    answer: envelope(consumerView),
    parameters: ["network", "id", "height"],
  },
  {
    path: "/api/v1/{network}/consumers/{id}/validators",
    summary: "Opted in, eligible, stored and signing, side by side",
    answer: envelope(consumerValidatorsView).extend({ heights: validatorHeights, proof: setProof, runs: runsSet }),
    parameters: ["network", "id", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/validators",
    summary: "All validators of the provider, and what each has to do",
    answer: envelope(validatorsView),
    parameters: ["network", "duties", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/validators/{any}",
    summary: "One validator, by any of its names",
    answer: envelope(validatorView),
    parameters: ["network", "any", "height"],
  },
  {
    path: "/api/v1/{network}/findings",
    summary: "What needs attention, worst first",
    answer: envelope(z.array(finding)),
    parameters: ["network", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/status",
    summary: "What is read, how far, and how the nodes fare",
    answer: envelope(statusView),
    parameters: ["network"],
  },
];
