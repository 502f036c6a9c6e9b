import { consumersPage } from "@/app/_page/consumers-page";
import { metadataOf } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/consumers", { title: "Consumers" });

export default consumersPage;
