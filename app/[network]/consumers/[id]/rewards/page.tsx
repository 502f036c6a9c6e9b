import { consumerRewardsPage } from "@/app/_page/consumer-rewards-page";
import { metadataFor } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/rewards`, {
  title: "Rewards",
});

export default consumerRewardsPage;
