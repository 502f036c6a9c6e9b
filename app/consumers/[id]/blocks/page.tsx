import { consumerBlocksPage } from "@/app/_page/consumer-blocks-page";
import { metadataFor } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/blocks`, {
  title: "Blocks",
});

export default consumerBlocksPage;
