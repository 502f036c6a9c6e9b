import { PlaceLink } from "@/components/ui/place";

/** What this is made from and on what terms. */
export function SiteFooter() {
  return (
    <footer className="mt-12 border-line border-t">
      <p className="mx-auto max-w-7xl px-4 py-4 text-[0.9286rem] text-muted">
        Read from the nodes on <PlaceLink to="/status">the status page</PlaceLink>, nothing else. The same figures as
        JSON: <PlaceLink to="/api">the API</PlaceLink>. Times are UTC. Apache-2.0.
      </p>
    </footer>
  );
}
