import { type Kysely, sql } from "kysely";
import type { Database } from "./schema";

export interface TableSize {
  readonly table: string;
  /** As the planner last estimated them; nothing is counted. */
  readonly rows: number;
}

/** About how many rows each of our tables has; a table of which the planner knows nothing yet is left out. */
export async function listTableSizes(db: Kysely<Database>): Promise<TableSize[]> {
  const { rows } = await sql<{ table: string; rows: number }>`
    select relname::text as "table", reltuples::float8 as rows from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and reltuples >= 0
    order by relname`.execute(db);
  return rows.map(({ table, rows: estimate }) => ({ table, rows: Math.round(estimate) }));
}
