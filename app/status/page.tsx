import { metadataOf } from "@/app/_page/page-metadata";
import { statusPage } from "@/app/_page/status-page";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/status", {
  title: "Status",
  description: "What the explorer reads, how far, and how the nodes fare.",
});

export default statusPage;
