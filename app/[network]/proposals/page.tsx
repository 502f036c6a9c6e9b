import { metadataOf } from "@/app/_page/page-metadata";
import { proposalsPage } from "@/app/_page/proposal-pages";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/proposals", {
  title: "Proposals",
  description: "What each proposal changes about consumer chains, field by field, and how the vote stands.",
});

export default proposalsPage;
