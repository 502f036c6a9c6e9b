import { metadataOf } from "@/app/_page/page-metadata";
import { searchPage } from "@/app/_page/search-page";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/search", { title: "Search" });

export default searchPage;
