import { headers } from "next/headers";
import { safeText } from "@/lib/format/safe-text";
import { parsePageFault } from "./_page/parse-page-fault";

/**
 * What was asked for does not exist; the sentence says what and, where there is one, the way on. In plain links: every page carries
 * what this one needs, and would carry another copy of next/link.
 */
export default async function NotFound() {
  const fault = parsePageFault((await headers()).get("x-page-fault"));
  return (
    <main id="content" className="mx-auto max-w-prose px-4 py-16">
      <h1>{fault ? safeText(fault.message, 300) : "There is no such page."}</h1>
      <ul className="mt-4 [&_a]:inline-block [&_a]:min-h-6">
        {fault?.headPath === undefined ? null : (
          <li>
            <a href={fault.headPath}>The same page at the head</a>
          </li>
        )}
        <li>
          <a href="/">Overview</a>
        </li>
        <li>
          <a href="/consumers">All consumers</a>
        </li>
        <li>
          <a href="/validators">All validators</a>
        </li>
      </ul>
    </main>
  );
}
