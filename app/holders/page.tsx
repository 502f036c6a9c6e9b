import { holdersPage } from "@/app/_page/holders-page";
import { metadataOf } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/holders", { title: "Holders" });

export default holdersPage;
