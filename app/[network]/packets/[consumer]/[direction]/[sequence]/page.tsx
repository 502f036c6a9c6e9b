import { packetPage } from "@/app/_page/packet-page";
import { metadataFor } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ consumer: string; direction: string; sequence: string }>(
  ({ consumer, direction, sequence }) => `/packets/${consumer}/${direction}/${sequence}`,
  { title: "Packet" },
);

export default packetPage;
