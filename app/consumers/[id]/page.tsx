import type { Metadata } from "next";
import { consumerPage } from "@/app/_page/consumer-page";

export const dynamic = "force-dynamic";
export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: `Consumer ${(await params).id.slice(0, 20)}` };
}

export default consumerPage;
