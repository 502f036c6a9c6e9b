import type { Metadata } from "next";
import { glossaryPage } from "@/app/_page/glossary-page";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Glossary" };

export default glossaryPage;
