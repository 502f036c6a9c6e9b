import type { Metadata } from "next";
import { proposalPage } from "@/app/_page/proposal-pages";

export const dynamic = "force-dynamic";
export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: `Proposal ${(await params).id.slice(0, 20)}` };
}

export default proposalPage;
