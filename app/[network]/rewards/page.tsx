import type { Metadata } from "next";
import { rewardsPage } from "@/app/_page/rewards-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Rewards" };

export default rewardsPage;
