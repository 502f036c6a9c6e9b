import type { Metadata } from "next";
import { launchesPage } from "@/app/_page/launches-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Launches" };

export default launchesPage;
