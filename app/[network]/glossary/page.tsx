import { glossaryPage } from "@/app/_page/glossary-page";
import { metadataOf } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/glossary", {
  title: "Glossary",
  description: "The words of Interchain Security in plain ones.",
});

export default glossaryPage;
