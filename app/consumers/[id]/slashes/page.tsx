import { metadataFor } from "@/app/_page/page-metadata";
import { consumerSlashesPage } from "@/app/_page/slashes-page";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/slashes`, {
  title: "Slashes of consumer",
});

export default consumerSlashesPage;
