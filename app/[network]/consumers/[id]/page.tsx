import { consumerPage } from "@/app/_page/consumer-page";
import { metadataFor } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}`, { title: "Consumer" });

export default consumerPage;
