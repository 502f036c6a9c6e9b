import type { ReactNode } from "react";

/** The figures that carry the page's sentence, in one row between hairlines. */
export function FigureRow({ figures }: { figures: readonly { key: string; word: ReactNode; value: ReactNode }[] }) {
  return (
    <dl className="my-6 flex flex-wrap gap-x-8 gap-y-3 border-line border-y py-3">
      {figures.map(({ key, word, value }) => (
        <div key={key}>
          <dt className="text-[0.9286rem] text-muted">{word}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
