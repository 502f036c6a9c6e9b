import type { Metadata } from "next";
import { consumersPage } from "@/app/_page/consumers-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Consumers" };

export default consumersPage;
