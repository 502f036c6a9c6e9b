import { metadataOf } from "@/app/_page/page-metadata";
import { rewardsPage } from "@/app/_page/rewards-page";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/rewards", {
  title: "Rewards",
  description: "What consumers pay: sent, received, paid, held back.",
});

export default rewardsPage;
