import { headers } from "next/headers";
import Link from "next/link";
import { safeText } from "@/lib/format/safe-text";
import { parsePageFault } from "./_page/parse-page-fault";

/** What was asked for does not exist; the sentence says what and, where there is one, the way on. */
export default async function NotFound() {
  const fault = parsePageFault((await headers()).get("x-page-fault"));
  return (
    <main id="content" className="mx-auto max-w-prose px-4 py-16">
      <h1>{fault ? safeText(fault.message, 300) : "There is no such page."}</h1>
      <ul className="mt-4 [&_a]:inline-block [&_a]:min-h-6">
        {fault?.headPath === undefined ? null : (
          <li>
            <Link href={fault.headPath}>The same page at the head</Link>
          </li>
        )}
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
