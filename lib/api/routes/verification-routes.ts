import { envelope } from "../contracts/common";
import { askedRecheck, proofFile, verificationView } from "../contracts/verification";
import type { Route } from "./route";

/** What is proven, at which height, from which root of trust. */
export const VERIFICATION_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/verification",
    summary: "What is proven of a network, at which height, from which root, and which nodes said otherwise",
    answer: envelope(verificationView),
    parameters: ["network", "height"],
    post: {
      summary:
        "Asks for the figures of a chain to be checked again, at the height of the last check at or before the one given. From our own " +
        "pages and programs only; 6 a minute and client, 20 waiting at once",
      answer: askedRecheck,
      parameters: ["network", "ofChain", "checkedHeight"],
    },
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
