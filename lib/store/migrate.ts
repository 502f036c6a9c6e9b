import { type Kysely, type Migration, Migrator } from "kysely";
import { StoreError } from "./errors";
import { up as initial } from "./migrations/0001-initial";
import { up as packets } from "./migrations/0002-packets";
import { up as packetPages } from "./migrations/0003-packet-pages";
import { up as slashes } from "./migrations/0004-slashes";
import { up as search } from "./migrations/0005-search";
import { up as launches } from "./migrations/0006-launches";
import { up as proposals } from "./migrations/0007-proposals";
import { up as rewards } from "./migrations/0009-rewards";
import { up as relayWindow } from "./migrations/0009a-relay-window";
import { up as verification } from "./migrations/0012-verification";
import { up as steps } from "./migrations/0014-steps";
import { up as leftSets } from "./migrations/0014a-left-sets";
import { up as module } from "./migrations/0020-module";
import { up as blockLimits } from "./migrations/0021-block-limits";
import { up as subjects } from "./migrations/0022-subjects";
import { up as pastRanges } from "./migrations/0023-past-ranges";
import { up as record } from "./migrations/0024-record";
import { up as recheck } from "./migrations/0025-recheck";
import { up as missedBlocks } from "./migrations/0026-missed-blocks";
import { up as trips } from "./migrations/0027-trips";
import { up as life } from "./migrations/0028-life";
import { up as checkedSubjects } from "./migrations/0029-checked-subjects";
import { up as lastDowntime } from "./migrations/0030-last-downtime";
import { up as commissionRates } from "./migrations/0031-commission-rates";
import { up as channelCloses } from "./migrations/0032-channel-closes";
import { up as lifeGroups } from "./migrations/0033-life-groups";

/** In order; a merged migration is history and is never edited. */
const MIGRATIONS: Record<string, Migration> = {
  "0001-initial": { up: initial },
  "0002-packets": { up: packets },
  "0004-slashes": { up: slashes },
  "0005-search": { up: search },
  "0006-launches": { up: launches },
  "0003-packet-pages": { up: packetPages },
  "0007-proposals": { up: proposals },
  "0009-rewards": { up: rewards },
  "0012-verification": { up: verification },
  "0014-steps": { up: steps },
  "0014a-left-sets": { up: leftSets },
  "0020-module": { up: module },
  "0021-block-limits": { up: blockLimits },
  "0022-subjects": { up: subjects },
  "0023-past-ranges": { up: pastRanges },
  "0024-record": { up: record },
  "0025-recheck": { up: recheck },
  "0026-missed-blocks": { up: missedBlocks },
  "0027-trips": { up: trips },
  "0028-life": { up: life },
  "0029-checked-subjects": { up: checkedSubjects },
  "0030-last-downtime": { up: lastDowntime },
  "0031-commission-rates": { up: commissionRates },
  "0032-channel-closes": { up: channelCloses },
  "0033-life-groups": { up: lifeGroups },
  "0009a-relay-window": { up: relayWindow },
};

/** Brings the schema up to date. Safe to run from several processes at once on PostgreSQL: Kysely's migrator takes a lock. */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({
    db: db as Kysely<unknown>,
    provider: { getMigrations: async () => MIGRATIONS },
    // Branches land in any order: a store of a build in between may lack an earlier one. They do not build on each other.
    allowUnorderedMigrations: true,
    migrationTableName: "explorer_migration",
    migrationLockTableName: "explorer_migration_lock",
  });
  const { error } = await migrator.migrateToLatest();
  if (error)
    throw new StoreError("unusable", `the database schema could not be brought up to date: ${String(error)}`, error);
}
