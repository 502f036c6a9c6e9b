import { consumerLaunchPage } from "@/app/_page/consumer-launch-page";
import { metadataFor } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/launch`, {
  title: "Launch of consumer",
});

export default consumerLaunchPage;
