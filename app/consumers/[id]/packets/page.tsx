import { consumerPacketsPage } from "@/app/_page/consumer-packets-page";
import { metadataFor } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/packets`, {
  title: "Packets of a consumer",
});

export default consumerPacketsPage;
