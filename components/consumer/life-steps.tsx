"use client";

import { Address } from "@/components/ui/address";
import { HeightLink } from "@/components/ui/height-link";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { LifeStep } from "@/lib/api/contracts/launch";
import { lifeDetail, lifeWord } from "@/lib/format/life-words";
import { safeText } from "@/lib/format/safe-text";
import { formatUtc } from "@/lib/format/time";

/** Steps of a life, oldest first: when, what, and the transaction. Heights lead to the page as it stood then. */
export function LifeSteps({ steps, path }: { steps: readonly LifeStep[]; path: string }) {
  if (steps.length === 0) return <p className="text-muted">Nothing has been recorded of it since the first block.</p>;
  return (
    <ol className="grid grid-cols-[auto_auto_1fr] gap-x-4 max-sm:grid-cols-[auto_1fr]">
      {steps.map((step, i) => {
        const detail = lifeDetail(step.kind, step.detail);
        return (
          <li
            key={`${step.height} ${step.kind} ${i}`}
            className="col-span-full grid grid-cols-subgrid border-line border-b py-1"
          >
            <HeightLink height={step.height} to={path} />
            <span className="text-muted">
              {isUnknown(step.time) ? <Unknown because={step.time.because} /> : formatUtc(step.time)}
            </span>
            <span className="min-w-0 max-sm:col-span-full">
              {lifeWord(step.kind)}
              {detail === undefined ? null : <span className="text-muted">: {safeText(detail, 160)}</span>}
              {step.txHash === undefined ? null : (
                <>
                  {" "}
                  <Address value={step.txHash} what="transaction hash" isHash />
                </>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
