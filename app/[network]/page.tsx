import { overviewPage } from "@/app/_page/overview-page";
import { metadataOf } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/");

export default overviewPage;
