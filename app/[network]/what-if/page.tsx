import type { Metadata } from "next";
import { whatIfPage } from "@/app/_page/what-if-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "What if" };

export default whatIfPage;
