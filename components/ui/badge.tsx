import type { ReactNode } from "react";
import { TONE_TEXT, type Tone } from "./tone";

/** A status: a shape and its word, in one colour. The shape is for the eye; the word is what is read out. */
export function Badge({ mark, tone, children }: { mark: string; tone: Tone; children: ReactNode }) {
  return (
    <span className={`whitespace-nowrap ${TONE_TEXT[tone]}`}>
      <span aria-hidden="true">{mark} </span>
      {children}
    </span>
  );
}
