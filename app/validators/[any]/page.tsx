import { metadataFor } from "@/app/_page/page-metadata";
import { validatorPage } from "@/app/_page/validator-pages";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ any: string }>(({ any }) => `/validators/${any}`, { title: "Validator" });

export default validatorPage;
