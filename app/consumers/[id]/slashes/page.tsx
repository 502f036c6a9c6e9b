import type { Metadata } from "next";
import { consumerSlashesPage } from "@/app/_page/slashes-page";

export const dynamic = "force-dynamic";
export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: `Slashes of consumer ${(await params).id.slice(0, 20)}` };
}

export default consumerSlashesPage;
