import { consumerSlashesPage } from "@/app/_page/consumer-slashes-page";
import { metadataFor } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/slashes`, {
  title: "Slashes of consumer",
});

export default consumerSlashesPage;
