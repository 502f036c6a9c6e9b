import Link from "next/link";
import { placeHref } from "@/components/ui/place";
import { requestFault } from "./_page/request-fault";

/** What was asked for does not exist; the sentence says what and, where there is one, the way on. */
export default function NotFound() {
  const { current } = requestFault();
  return (
    <main id="content" className="mx-auto max-w-prose px-4 py-16">
      <h1>{current?.fault.message ?? "There is no such page."}</h1>
      <ul className="mt-4">
        {current ? (
          <li>
            <Link
              href={placeHref(
                { network: current.input.place.network, prefix: current.input.place.prefix },
                current.input.path,
              )}
            >
              The same page at the head
            </Link>
          </li>
        ) : null}
        <li>
          <Link href="/">Overview</Link>
        </li>
        <li>
          <Link href="/consumers">All consumers</Link>
        </li>
        <li>
          <Link href="/validators">All validators</Link>
        </li>
      </ul>
    </main>
  );
}
