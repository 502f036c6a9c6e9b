import type { ReactNode } from "react";
import { TONE_TEXT, type Tone } from "./tone";

/** A status: a shape and its word, in one colour. The shape is for the eye; the word is what is read out. */
export function Badge({
  mark,
  tone,
  canWrap = false,
  children,
}: {
  mark: string;
  tone: Tone;
  /** Of several words, in a table that has no room to spare. The shape stays with the first of them. */
  canWrap?: boolean;
  children: ReactNode;
}) {
  return (
    <span className={`${canWrap ? "" : "whitespace-nowrap"} ${TONE_TEXT[tone]}`}>
      <span aria-hidden="true">{mark} </span>
      {children}
    </span>
  );
}
