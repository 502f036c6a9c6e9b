"use client";

import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { usePlace } from "@/components/ui/place";
import { verificationQuery } from "@/lib/api/verification-query";
import { howResult } from "./how-known";
import { HOW_LOOK } from "./how-look";

/** Fetched when somebody opens it: a list has the mark beside hundreds of figures. */
const MarkSheet = lazy(() => import("./mark-sheet").then(({ MarkSheet: component }) => ({ default: component })));

/** A target of 24 px whose margins give back what it takes more than the line. */
const ROOM = "-my-0.5 -mr-1.5 inline-block min-h-6 min-w-6 text-center text-[0.8572rem] leading-6";

/**
 * How a figure in a list is known, as one sign; the evidence opens on demand. No sign is drawn beside what was never checked: in a
 * list that would be a sign in every row that says nothing. Its room is there from the first: what is known of a figure comes after
 * the figure itself, and must not move the rows a reader is in.
 */
export function FigureMark({ consumerId, subject, name }: { consumerId?: string; subject: string; name: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(verificationQuery(network, height));
  const [isOpen, setOpen] = useState(false);
  const result = data?.data.results.find((one) => one.subject === subject && one.consumerId === consumerId);
  if (!data || !result) {
    return (
      <span aria-hidden="true" className={ROOM}>
        {"\u00a0"}
      </span>
    );
  }
  const how = howResult(data.data, result);
  const { mark, tone } = HOW_LOOK[how.state];
  return (
    <>
      <button
        type="button"
        className={`${ROOM} ${tone}`}
        title={how.words}
        aria-label={`${name}: ${how.words}; show the evidence`}
        onClick={() => setOpen(true)}
      >
        <span aria-hidden="true">{mark}</span>
      </button>
      {isOpen ? (
        <Suspense>
          <MarkSheet view={data.data} result={result} name={name} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
