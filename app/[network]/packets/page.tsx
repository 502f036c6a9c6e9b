import { packetsPage } from "@/app/_page/packets-page";
import { metadataOf } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/packets", { title: "Packets" });

export default packetsPage;
