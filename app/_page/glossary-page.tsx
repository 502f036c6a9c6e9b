import { GlossaryList } from "@/components/glossary/glossary-list";
import { drawPage } from "./page-frame";
import type { PageProps } from "./page-input";

/** `/glossary`: the words of the protocol in plain ones. */
export function glossaryPage(props: PageProps) {
  return drawPage(
    props,
    "/glossary",
    async () => [],
    () => (
      <>
        <h1>Words of Interchain Security</h1>
        <GlossaryList />
      </>
    ),
    { needsBlocks: false },
  );
}
