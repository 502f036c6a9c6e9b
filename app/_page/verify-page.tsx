import { ProofCheck } from "@/components/verify/proof-check";
import { drawPage } from "./page-frame";
import type { PageProps } from "./page-input";

/** `/verify`: checks a downloaded proof in the browser. */
export function verifyPage(props: PageProps) {
  return drawPage(
    props,
    "/verify",
    async () => [],
    () => (
      <>
        <h1>Check a proof without trusting us</h1>
        <p className="mt-2">
          A proof downloaded from a consumer's page holds the headers of a chain with their signatures, from a root of
          trust to the block in question, and a proof of every row behind the figure.
        </p>
        <ProofCheck />
      </>
    ),
    { needsBlocks: false },
  );
}
