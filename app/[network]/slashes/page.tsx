import type { Metadata } from "next";
import { slashesPage } from "@/app/_page/slashes-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Slashes" };

export default slashesPage;
