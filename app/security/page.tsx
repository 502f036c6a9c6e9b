import type { Metadata } from "next";
import { securityPage } from "@/app/_page/security-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Security" };

export default securityPage;
