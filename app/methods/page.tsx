import type { Metadata } from "next";
import { methodsPage } from "@/app/_page/methods-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Methods" };

export default methodsPage;
