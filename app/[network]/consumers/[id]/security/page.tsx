import { consumerSecurityPage } from "@/app/_page/consumer-security-page";
import { metadataFor } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/security`, {
  title: "Security",
});

export default consumerSecurityPage;
