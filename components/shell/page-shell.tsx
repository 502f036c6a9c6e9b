import type { ReactNode } from "react";
import { PlaceProvider } from "@/components/ui/place";
import type { Place } from "@/components/ui/place-href";
import type { AsOf } from "@/lib/api/contracts/common";
import { FreshnessLine } from "./freshness-line";
import { LiveNetwork } from "./live-network";
import type { ClockReading } from "./network-clock";
import { PageEvidence } from "./page-evidence";
import { PinnedStrip } from "./pinned-strip";
import { SiteFooter } from "./site-footer";
import { SiteHeader } from "./site-header";

/** What the shell needs of the network's head; left out while nothing is indexed. */
export interface ShellHead {
  readonly asOf: AsOf;
  readonly blockHash: string;
  readonly clock: ClockReading;
  readonly wallNowMs: number;
  /** Address under which readers see the explorer; left out where none is configured. */
  readonly publicUrl?: string;
  /** Of a network that was imported from a file: it has no head that moves. */
  readonly record?: { readonly exportedAt: string };
}

/** Everything around a page. `path` is the page's own, without network and height, e.g. "/consumers/1". */
export function PageShell({
  place,
  path,
  networks,
  theme,
  head,
  children,
}: {
  place: Place;
  path: string;
  networks: readonly string[];
  theme: "light" | "dark" | undefined;
  head: ShellHead | undefined;
  children: ReactNode;
}) {
  const body = (
    <>
      <a href="#content" className="sr-only focus:not-sr-only focus:p-2">
        Skip to the content
      </a>
      <SiteHeader
        section={path.split("/")[1] ?? ""}
        network={place.network}
        networks={networks}
        theme={theme}
        freshness={head ? <FreshnessLine publicUrl={head.publicUrl} /> : null}
      />
      {head && place.height !== undefined ? (
        <PinnedStrip place={place} asOf={head.asOf} blockHash={head.blockHash} path={path} />
      ) : null}
      <main id="content" tabIndex={-1} className="mx-auto max-w-7xl px-4 pt-6 outline-none">
        {children}
        {head ? <PageEvidence publicUrl={head.publicUrl} /> : null}
      </main>
      <SiteFooter />
    </>
  );
  return (
    <PlaceProvider place={place}>
      {head ? (
        <LiveNetwork key={place.height ?? "head"} {...head}>
          {body}
        </LiveNetwork>
      ) : (
        body
      )}
    </PlaceProvider>
  );
}
