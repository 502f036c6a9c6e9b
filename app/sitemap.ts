import type { MetadataRoute } from "next";
import { headers } from "next/headers";
import { deps } from "@/lib/server/deps";
import { readConsumers } from "@/lib/server/read-consumers";
import { readValidators } from "@/lib/server/read-validators";
import { publicBase } from "./_page/public-base";

export const dynamic = "force-dynamic";

/** A sitemap holds at most 50,000 addresses (sitemaps.org). */
const MAX_ADDRESSES = 50_000;

/** Pages of every network that stay: no list of theirs is longer than a sitemap may be. One a line. */
// biome-ignore format: one a line
const PAGES = [
  "",
  "/consumers",
  "/validators",
  "/packets",
  "/network",
  "/what-if",
  "/verify",
  "/status",
  "/glossary",
  "/api",
  "/launches",
  "/security",
  "/methods",
  "/proposals",
  "/rewards",
  "/slashes",
  "/holders",
];

/** Every page of every network at its head. A network of which nothing is read yet has its fixed pages only. */
export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const held = await deps();
  const base = publicBase(held.publicUrl, await headers());
  const all = await Promise.all(
    held.networks.map(async ({ name }) => {
      const prefix = held.networks.length > 1 ? `${base}/${name}` : base;
      const [consumers, validators] = await Promise.all([
        readConsumers(held, name, {}),
        readValidators(held, name, {}),
      ]);
      return [
        ...PAGES.map((path) => `${prefix}${path}`),
        ...(consumers.state === "ok" ? consumers.data : []).map((row) => `${prefix}/consumers/${row.consumerId}`),
        ...(validators.state === "ok" ? validators.data : []).map(
          (row) => `${prefix}/validators/${encodeURIComponent(row.operator)}`,
        ),
      ];
    }),
  );
  return all
    .flat()
    .slice(0, MAX_ADDRESSES)
    .map((url) => ({ url }));
}
