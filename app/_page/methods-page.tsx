import { MethodsList } from "@/components/method/methods-list";
import { drawPage } from "./page-frame";
import type { PageProps } from "./page-input";

/** `/methods`: how each figure is made, query by query, and what is not known. */
export function methodsPage(props: PageProps) {
  return drawPage(
    props,
    "/methods",
    async () => [],
    () => (
      <>
        <h1>How each figure is made, what is asked for it, and what it cannot tell</h1>
        <MethodsList />
      </>
    ),
    { needsBlocks: false },
  );
}
