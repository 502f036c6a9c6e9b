import { methodsPage } from "@/app/_page/methods-page";
import { metadataOf } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/methods", {
  title: "Methods",
  description: "How each figure is made, query by query, and what it cannot tell.",
});

export default methodsPage;
