import type { Metadata } from "next";
import { validatorPage } from "@/app/_page/validator-pages";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Validator" };

export default validatorPage;
