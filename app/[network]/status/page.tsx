import type { Metadata } from "next";
import { statusPage } from "@/app/_page/status-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Status" };

export default statusPage;
