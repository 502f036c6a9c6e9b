import type { Metadata } from "next";
import { consumerHistoryPage } from "@/app/_page/launches-page";

export const dynamic = "force-dynamic";
export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: `History of consumer ${(await params).id.slice(0, 20)}` };
}

export default consumerHistoryPage;
