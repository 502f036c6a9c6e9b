import { apiPage } from "@/app/_page/api-page";
import { metadataOf } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/api", {
  title: "API",
  description: "Every figure of the explorer as JSON or CSV at any height: addresses, parameters, answers, limits.",
});

export default apiPage;
