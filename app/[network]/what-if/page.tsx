import { metadataOf } from "@/app/_page/page-metadata";
import { whatIfPage } from "@/app/_page/what-if-page";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/what-if", { title: "What if" });

export default whatIfPage;
