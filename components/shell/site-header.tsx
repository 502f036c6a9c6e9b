import Link from "next/link";
import type { ReactNode } from "react";
import { PlaceLink } from "@/components/ui/place";
import { ThemeToggle } from "./theme-toggle";

const PAGES = [
  { to: "/consumers", word: "Consumers" },
  { to: "/validators", word: "Validators" },
  { to: "/status", word: "Status" },
  { to: "/glossary", word: "Glossary" },
] as const;

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
            {PAGES.map(({ to, word }) => (
              <li key={to}>
                <PlaceLink
                  to={to}
                  className={to === `/${section}` ? "text-text underline decoration-2 decoration-accent" : "text-text"}
                  {...(to === `/${section}` ? { "aria-current": "page" } : {})}
                >
                  {word}
                </PlaceLink>
              </li>
            ))}
          </ul>
        </nav>
        {networks.length > 1 ? <NetworkSwitch network={network} networks={networks} /> : null}
        <div className="ml-auto flex flex-wrap items-baseline gap-x-4 max-sm:ml-0">
          {freshness}
          <ThemeToggle theme={theme} />
        </div>
      </div>
    </header>
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
