import { consumerValidatorsPage } from "@/app/_page/consumer-validators-page";
import { metadataFor } from "@/app/_page/page-metadata";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/consumers/${id}/validators`, {
  title: "Validators",
});

export default consumerValidatorsPage;
