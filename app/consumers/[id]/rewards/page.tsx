import type { Metadata } from "next";
import { consumerRewardsPage } from "@/app/_page/rewards-page";

export const dynamic = "force-dynamic";
export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: `Rewards of consumer ${(await params).id.slice(0, 20)}` };
}

export default consumerRewardsPage;
