import { proposalMetadata, proposalPage } from "@/app/_page/proposal-pages";

export const dynamic = "force-dynamic";
export const generateMetadata = proposalMetadata;

export default proposalPage;
