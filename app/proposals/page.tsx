import type { Metadata } from "next";
import { proposalsPage } from "@/app/_page/proposal-pages";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Proposals" };

export default proposalsPage;
