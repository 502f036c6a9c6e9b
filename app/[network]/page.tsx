import { overviewPage } from "@/app/_page/overview-page";

export const dynamic = "force-dynamic";

export default overviewPage;
