import { safeText } from "@/lib/format/safe-text";
import { shortAddress, shortHash } from "@/lib/format/short-text";
import { CopyButton } from "./copy-button";

/** An address, key or hash: shortened for the eye, whole for screen readers, the title and the clipboard. */
export function Address({
  value: given,
  what = "address",
  isHash = false,
}: {
  value: string;
  what?: string;
  isHash?: boolean;
}) {
  const value = safeText(given, 200);
  const short = isHash ? shortHash(value) : shortAddress(value);
  return (
    <span className="whitespace-nowrap">
      <span className="font-mono text-[0.9286rem]" title={value}>
        <span aria-hidden="true">{short}</span>
        <span className="sr-only">{value}</span>
      </span>
      <CopyButton value={value} what={what} />
    </span>
  );
}
