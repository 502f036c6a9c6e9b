import { metadataOf } from "@/app/_page/page-metadata";
import { slashesPage } from "@/app/_page/slashes-page";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/slashes", { title: "Slashes" });

export default slashesPage;
