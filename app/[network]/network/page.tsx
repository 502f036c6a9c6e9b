import { metadataOf } from "@/app/_page/page-metadata";
import { plumbingPage } from "@/app/_page/plumbing-pages";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/network", {
  title: "Network",
  description: "Light clients, connections, channels and relayers that join the chains.",
});

export default plumbingPage;
