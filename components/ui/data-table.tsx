import type { ReactNode } from "react";

/** One column. `label` heads it, and names the value on a narrow screen where rows become lines. */
export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  /** Head in place of the label, e.g. a link that sorts. */
  readonly head?: ReactNode;
  readonly sort?: "ascending" | "descending";
  readonly isNumeric?: boolean;
  /** A value that says nothing on a narrow screen may be left out there. */
  readonly isQuiet?: (row: Row) => boolean;
  readonly cell: (row: Row) => ReactNode;
}

/** A real table: caption, column heads with scope, the first column heading its row. On a phone each row is a few lines. */
export function DataTable<Row>({
  caption,
  captionHidden = false,
  columns,
  rows,
  rowKey,
  empty,
}: {
  caption: ReactNode;
  captionHidden?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** What a table without rows says. */
  empty: ReactNode;
}) {
  if (rows.length === 0) return <p className="text-muted">{empty}</p>;
  return (
    <table className="figures">
      <caption className={captionHidden ? "sr-only" : undefined}>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" aria-sort={column.sort} className={column.isNumeric ? "end" : undefined}>
              {column.head ?? column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column, i) =>
              i === 0 ? (
                <th key={column.key} scope="row">
                  {column.cell(row)}
                </th>
              ) : (
                <td
                  key={column.key}
                  data-label={column.label}
                  data-quiet={column.isQuiet?.(row) ? "" : undefined}
                  className={column.isNumeric ? "end" : undefined}
                >
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
