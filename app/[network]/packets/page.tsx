import type { Metadata } from "next";
import { packetsPage } from "@/app/_page/packets-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Packets" };

export default packetsPage;
