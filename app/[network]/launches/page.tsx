import { launchesPage } from "@/app/_page/launches-page";
import { metadataOf } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/launches", { title: "Launches" });

export default launchesPage;
