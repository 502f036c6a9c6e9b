import { sql } from "kysely";
import type { Store } from "@/lib/store/open-store";
import { BLOCK_TABLES } from "@/lib/store/tables";

/** Every row that blocks were turned into, as text in a fixed order: two stores are the same exactly when these are. */
export async function dumpStore(store: Store): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {};
  for (const table of Object.keys(BLOCK_TABLES)) {
    const { rows } = await sql<{ line: string }>`select to_jsonb(t)::text as line from ${sql.table(table)} t`.execute(
      store.db,
    );
    dump[table] = rows.map((row) => row.line).sort();
  }
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', network, chain_id, first_height, next_height, dialect, consumer_id) as line from chain`.execute(
    store.db,
  );
  dump.chain = rows.map((row) => row.line).sort();
  return dump;
}
