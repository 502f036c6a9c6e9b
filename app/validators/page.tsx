import type { Metadata } from "next";
import { validatorsPage } from "@/app/_page/validator-pages";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Validators" };

export default validatorsPage;
