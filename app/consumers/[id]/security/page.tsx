import { metadataFor } from "@/app/_page/page-metadata";
import { consumerSecurityPage } from "@/app/_page/security-page";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/security`, {
  title: "Security",
});

export default consumerSecurityPage;
