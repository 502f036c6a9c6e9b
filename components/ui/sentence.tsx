import { Fragment } from "react";
import { safeText } from "@/lib/format/safe-text";
import { formatUtc } from "@/lib/format/time";

const ISO = /(\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)/g;

/** A sentence of the API: its ISO times are written as people read them, and stay times for machines. */
export function Sentence({ text, maxLength = 400 }: { text: string; maxLength?: number }) {
  const parts = safeText(text, maxLength).split(ISO);
  let at = 0;
  return (
    <>
      {parts.map((part, i) => {
        at += part.length;
        return i % 2 === 0 ? (
          <Fragment key={at}>{part}</Fragment>
        ) : (
          <time key={at} dateTime={part}>
            {formatUtc(part)}
          </time>
        );
      })}
    </>
  );
}
