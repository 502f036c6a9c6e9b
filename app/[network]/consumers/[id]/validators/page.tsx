import type { Metadata } from "next";
import { consumerValidatorsPage } from "@/app/_page/consumer-page";

export const dynamic = "force-dynamic";
export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: `Validators of consumer ${(await params).id.slice(0, 20)}` };
}

export default consumerValidatorsPage;
