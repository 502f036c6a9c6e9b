import type { Metadata } from "next";
import { packetPage } from "@/app/_page/packet-page";

export const dynamic = "force-dynamic";
export async function generateMetadata({
  params,
}: {
  params: Promise<{ consumer: string; sequence: string }>;
}): Promise<Metadata> {
  const { consumer, sequence } = await params;
  return { title: `Packet ${sequence.slice(0, 20)} of consumer ${consumer.slice(0, 20)}` };
}

export default packetPage;
