/** A page by the file that Next would load, and how it is asked for. */
interface PageSurface {
  readonly load: () => Promise<{ default: unknown; generateMetadata?: unknown }>;
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, string>>;
}

const ID = (id: string) => ({ params: { id } });

/** Every page, most of them at the head; those of one thing for things of which much is told. One a line. */
// biome-ignore format: one a line
export const PAGES: Readonly<Record<string, PageSurface>> = {
  "/": { load: () => import("@/app/page") },
  "/?height=700": { load: () => import("@/app/page"), search: { height: "700" } },
  "/consumers": { load: () => import("@/app/consumers/page") },
  "/consumers/0": { load: () => import("@/app/consumers/[id]/page"), ...ID("0") },
  "/consumers/1": { load: () => import("@/app/consumers/[id]/page"), ...ID("1") },
  "/consumers/5": { load: () => import("@/app/consumers/[id]/page"), ...ID("5") },
  "/consumers/7": { load: () => import("@/app/consumers/[id]/page"), ...ID("7") },
  "/consumers/1/validators": { load: () => import("@/app/consumers/[id]/validators/page"), ...ID("1") },
  "/consumers/1/launch": { load: () => import("@/app/consumers/[id]/launch/page"), ...ID("1") },
  "/consumers/5/launch": { load: () => import("@/app/consumers/[id]/launch/page"), ...ID("5") },
  "/consumers/1/history": { load: () => import("@/app/consumers/[id]/history/page"), ...ID("1") },
  "/consumers/1/packets": { load: () => import("@/app/consumers/[id]/packets/page"), ...ID("1") },
  "/consumers/2/rewards": { load: () => import("@/app/consumers/[id]/rewards/page"), ...ID("2") },
  "/consumers/2/security": { load: () => import("@/app/consumers/[id]/security/page"), ...ID("2") },
  "/consumers/0/slashes": { load: () => import("@/app/consumers/[id]/slashes/page"), ...ID("0") },
  "/consumers/2/blocks": { load: () => import("@/app/consumers/[id]/blocks/page"), ...ID("2") },
  "/validators": { load: () => import("@/app/validators/page") },
  "/validators/{one}": { load: () => import("@/app/validators/[any]/page"), params: { any: "0ec62ae8a88027a31a8edf72877466061e1605b3" } },
  "/holders": { load: () => import("@/app/holders/page") },
  "/packets": { load: () => import("@/app/packets/page") },
  "/packets/1/vsc/12": { load: () => import("@/app/packets/[consumer]/[direction]/[sequence]/page"), params: { consumer: "1", direction: "vsc", sequence: "12" } },
  "/packets/0/slash/2": { load: () => import("@/app/packets/[consumer]/[direction]/[sequence]/page"), params: { consumer: "0", direction: "slash", sequence: "2" } },
  "/launches": { load: () => import("@/app/launches/page") },
  "/launches?height=60": { load: () => import("@/app/launches/page"), search: { height: "60" } },
  "/proposals": { load: () => import("@/app/proposals/page") },
  "/proposals/1": { load: () => import("@/app/proposals/[id]/page"), ...ID("1") },
  "/proposals/4": { load: () => import("@/app/proposals/[id]/page"), ...ID("4") },
  "/slashes": { load: () => import("@/app/slashes/page") },
  "/slashes/470-1": { load: () => import("@/app/slashes/[id]/page"), ...ID("470-1") },
  "/slashes/274-0": { load: () => import("@/app/slashes/[id]/page"), ...ID("274-0") },
  "/slashes/702-0": { load: () => import("@/app/slashes/[id]/page"), ...ID("702-0") },
  "/security": { load: () => import("@/app/security/page") },
  "/rewards": { load: () => import("@/app/rewards/page") },
  "/network": { load: () => import("@/app/network/page") },
  "/status": { load: () => import("@/app/status/page") },
  "/methods": { load: () => import("@/app/methods/page") },
  "/verify": { load: () => import("@/app/verify/page") },
  "/what-if?consumer=1": { load: () => import("@/app/what-if/page"), search: { consumer: "1", setCap: "5" } },
  "/api": { load: () => import("@/app/api/page") },
};

/** Every route of the API below its network, as `callRoute` takes it. One a line. */
// biome-ignore format: one a line
export const ROUTES: readonly string[] = [
  "overview",
  "consumers",
  "consumers/1",
  "consumers/5",
  "consumers/1/validators",
  "consumers/1/packets",
  "consumers/1/pipeline",
  "consumers/1/launch",
  "consumers/1/history",
  "consumers/2/blocks",
  "consumers/2/rewards",
  "consumers/1/security",
  "consumers/0/slashes",
  "consumers/1/verification",
  "pipelines",
  "packets",
  "packets/0/slash/2",
  "validators",
  "validators/0ec62ae8a88027a31a8edf72877466061e1605b3",
  "holders?v=0ec62ae8a88027a31a8edf72877466061e1605b3",
  "launches",
  "findings",
  "network",
  "rewards",
  "security",
  "security/overlap",
  "security/provider/history",
  "slashes",
  "slashes/470-1",
  "status",
  "verification",
  "proposals",
  "proposals/1",
  "proposals/4",
  "what-if?consumer=1&setCap=5",
  "search?q=a",
];

export const FEEDS = ["findings.atom", "launches.atom", "slashes.atom", "proposals.atom"] as const;

export const CARDS = [
  "overview.png",
  "consumers/1.png",
  "proposals/4.png",
  "slashes/702-0.png",
  "packets/0/slash/2.png",
] as const;
