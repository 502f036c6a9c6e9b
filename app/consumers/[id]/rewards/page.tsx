import { metadataFor } from "@/app/_page/page-metadata";
import { consumerRewardsPage } from "@/app/_page/rewards-page";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/rewards`, {
  title: "Rewards",
});

export default consumerRewardsPage;
