import type { MetadataRoute } from "next";
import { headers } from "next/headers";
import { deps } from "@/lib/server/deps";
import { publicBase } from "./_page/public-base";

export const dynamic = "force-dynamic";

/** Everything may be read but the API: it has no pages. Pinned pages say themselves that they are not to be listed. */
export default async function robots(): Promise<MetadataRoute.Robots> {
  const base = publicBase((await deps()).publicUrl, await headers());
  return {
    rules: { userAgent: "*", allow: ["/", "/card/"], disallow: "/api/v1/" },
    sitemap: `${base}/sitemap.xml`,
  };
}
