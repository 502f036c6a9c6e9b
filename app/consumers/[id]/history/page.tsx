import { consumerHistoryPage } from "@/app/_page/consumer-history-page";
import { metadataFor } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/history`, {
  title: "History of consumer",
});

export default consumerHistoryPage;
