import { metadataFor } from "@/app/_page/page-metadata";
import { consumerBlocksPage } from "@/app/_page/plumbing-pages";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/blocks`, {
  title: "Blocks",
});

export default consumerBlocksPage;
