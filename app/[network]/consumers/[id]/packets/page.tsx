import type { Metadata } from "next";
import { consumerPacketsPage } from "@/app/_page/consumer-packets-page";

export const dynamic = "force-dynamic";
export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: `Packets of consumer ${(await params).id.slice(0, 20)}` };
}

export default consumerPacketsPage;
