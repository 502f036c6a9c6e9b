"use client";

import { useQuery } from "@tanstack/react-query";
import { usePlace } from "@/components/ui/place";
import { consumerVerificationQuery } from "@/lib/api/verification-query";
import { type HowKnown, howKnown } from "./how-known";
import { HOW_LOOK } from "./how-look";

/** A small mark beside a figure: how it is known. Leads to the evidence on the same page. */
export function VerifiedMark({ consumerId, subject }: { consumerId: string; subject: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerVerificationQuery(network, consumerId, height));
  if (!data) return null;
  return (
    <a
      href="#evidence"
      className="-my-0.5 inline-block min-h-6 whitespace-nowrap text-[0.8572rem] leading-6 no-underline hover:underline"
    >
      <HowMark how={howKnown(data.data, subject)} />
    </a>
  );
}

/** Mark and words alone. */
export function HowMark({ how: { state, words } }: { how: HowKnown }) {
  const { mark, tone } = HOW_LOOK[state];
  return (
    <span className={tone}>
      <span aria-hidden="true">{mark}</span> {words}
    </span>
  );
}
