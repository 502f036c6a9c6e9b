import { metadataOf } from "@/app/_page/page-metadata";
import { securityPage } from "@/app/_page/security-page";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/security", {
  title: "Security",
  description: "What it takes to halt or take each chain, beside its provider.",
});

export default securityPage;
