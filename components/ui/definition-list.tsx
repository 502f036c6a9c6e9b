import type { ReactNode } from "react";

/** Words and their figures, two columns where there is room. Entries without a value are left out by the caller. */
export function DefinitionList({
  entries,
}: {
  entries: readonly { word: ReactNode; key: string; value: ReactNode }[];
}) {
  return (
    <dl className="grid grid-cols-[minmax(8rem,14rem)_1fr] gap-x-4 max-sm:grid-cols-1">
      {entries.map(({ word, key, value }) => (
        <div key={key} className="col-span-full grid grid-cols-subgrid border-line border-b py-1.5">
          <dt className="text-muted">{word}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
