import type { Metadata } from "next";
import { consumerSecurityPage } from "@/app/_page/security-page";

export const dynamic = "force-dynamic";
export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: `Security of consumer ${(await params).id.slice(0, 20)}` };
}

export default consumerSecurityPage;
