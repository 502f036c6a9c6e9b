import Link from "next/link";
import type { ReactNode } from "react";
import { PlaceLink } from "@/components/ui/place";
import { SearchBox } from "./search-box";
import { ThemeToggle } from "./theme-toggle";

/** In the order of the header; one a line. `isMain: false`: behind “More”. */
const PAGES: readonly { readonly to: string; readonly word: string; readonly isMain: boolean }[] = [
  { to: "/consumers", word: "Consumers", isMain: true },
  { to: "/validators", word: "Validators", isMain: true },
  { to: "/slashes", word: "Slashes", isMain: true },
  { to: "/packets", word: "Packets", isMain: true },
  { to: "/security", word: "Security", isMain: true },
  { to: "/rewards", word: "Rewards", isMain: false },
  { to: "/network", word: "Network", isMain: false },
  { to: "/methods", word: "Methods", isMain: false },
  { to: "/launches", word: "Launches", isMain: true },
  { to: "/proposals", word: "Proposals", isMain: true },
  { to: "/what-if", word: "What if", isMain: false },
  { to: "/holders", word: "Holders", isMain: false },
  { to: "/status", word: "Status", isMain: false },
  { to: "/verify", word: "Verify", isMain: false },
  { to: "/glossary", word: "Glossary", isMain: false },
  { to: "/api", word: "API", isMain: false },
];

/** Name, pages, networks, freshness. `section` is the first path segment of the page that is drawn. */
export function SiteHeader({
  section,
  network,
  networks,
  theme,
  freshness,
}: {
  section: string;
  network: string;
  networks: readonly string[];
  theme: "light" | "dark" | undefined;
  freshness: ReactNode;
}) {
  return (
    <header className="border-line border-b">
      <div className="mx-auto flex max-w-7xl flex-wrap items-baseline gap-x-6 gap-y-1 px-4 py-2.5">
        <PlaceLink to="/" className="font-semibold text-text">
          Interchain Security Explorer
        </PlaceLink>
        <nav aria-label="Pages">
          <ul className="flex flex-wrap gap-x-4">
            {PAGES.filter(({ isMain }) => isMain).map((page) => (
              <PageItem key={page.to} {...page} section={section} />
            ))}
            <li>
              <details className="relative" name="more-pages">
                <summary className="cursor-pointer">More</summary>
                <ul className="absolute z-10 mt-1 grid gap-1 rounded-[6px] border border-line bg-surface px-4 py-2 shadow-md">
                  {PAGES.filter(({ isMain }) => !isMain).map((page) => (
                    <PageItem key={page.to} {...page} section={section} />
                  ))}
                </ul>
              </details>
            </li>
          </ul>
        </nav>
        {networks.length > 1 ? <NetworkSwitch network={network} networks={networks} /> : null}
        <SearchBox />
        <div className="ml-auto flex flex-wrap items-baseline gap-x-4 max-sm:ml-0">
          {freshness}
          <ThemeToggle theme={theme} />
        </div>
      </div>
    </header>
  );
}

function PageItem({ to, word, section }: { to: string; word: string; section: string }) {
  const isCurrent = to === `/${section}`;
  return (
    <li>
      <PlaceLink
        to={to}
        className={isCurrent ? "text-text underline decoration-2 decoration-accent" : "text-text"}
        {...(isCurrent ? { "aria-current": "page" } : {})}
      >
        {word}
      </PlaceLink>
    </li>
  );
}

function NetworkSwitch({ network, networks }: { network: string; networks: readonly string[] }) {
  return (
    <nav aria-label="Networks">
      <ul className="flex flex-wrap gap-x-3">
        {networks.map((name) => (
          <li key={name}>
            <Link
              href={`/${name}`}
              prefetch={false}
              className={name === network ? "text-text underline" : "text-muted"}
              {...(name === network ? { "aria-current": "true" } : {})}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
