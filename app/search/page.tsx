import type { Metadata } from "next";
import { searchPage } from "@/app/_page/search-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Search", robots: { index: false } };

export default searchPage;
