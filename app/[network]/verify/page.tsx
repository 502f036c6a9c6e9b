import { metadataOf } from "@/app/_page/page-metadata";
import { verifyPage } from "@/app/_page/verify-page";

export const dynamic = "force-dynamic";
export const generateMetadata = metadataOf("/verify", {
  title: "Verify",
  description: "Checks a proof of the explorer in your browser.",
});

export default verifyPage;
