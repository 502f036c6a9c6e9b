import { metadataFor } from "@/app/_page/page-metadata";
import { slashPage } from "@/app/_page/slash-page";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataFor<{ id: string }>(({ id }) => `/slashes/${id}`, { title: "Slash" });

export default slashPage;
