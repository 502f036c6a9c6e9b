import { envelope } from "../contracts/common";
import { proofFile, verificationView } from "../contracts/verification";
import type { Route } from "./route";

/** What is proven, at which height, from which root of trust. */
export const VERIFICATION_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/verification",
    summary: "What is proven of a network, at which height, from which root, and which nodes said otherwise",
    answer: envelope(verificationView),
    parameters: ["network", "height"],
  },
  {
    path: "/api/v1/{network}/consumers/{id}/verification",
    summary: "What is proven of one consumer, on the provider and on its own chain",
    answer: envelope(verificationView),
    parameters: ["network", "id", "height"],
  },
  {
    path: "/api/v1/{network}/verification/proof",
    summary: "One figure with headers, sets and proofs, to be checked without us (npm run verify, or the page /verify)",
    answer: proofFile,
    parameters: ["network", "ofChain", "consumer", "subject", "height"],
  },
];
