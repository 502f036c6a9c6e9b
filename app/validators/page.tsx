import { metadataOf } from "@/app/_page/page-metadata";
import { validatorsPage } from "@/app/_page/validator-pages";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/validators", { title: "Validators" });

export default validatorsPage;
