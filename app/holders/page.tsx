import type { Metadata } from "next";
import { holdersPage } from "@/app/_page/holders-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Holders" };

export default holdersPage;
