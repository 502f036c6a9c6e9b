import { type Kysely, sql } from "kysely";

/** The life of consumers without what their validators do, and what waits to become of their infraction parameters. */
const STATEMENTS = [
  `create index timeline_event_life on timeline_event (network, consumer_id, height)
    where kind not in ('opt-in', 'opt-out', 'key-assigned', 'commission-set')`,
  "create index timeline_event_kind on timeline_event (network, kind, height)",
  `create table queued_infraction (
    network text not null, consumer_id text not null, infraction jsonb not null, due_ns int8,
    from_height int8 not null, until_height int8 not null, primary key (network, consumer_id, from_height))`,
  "create index queued_infraction_until_height on queued_infraction (network, until_height)",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
