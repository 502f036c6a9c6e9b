import { readEnvironment } from "@/lib/config/environment";
import { backupFolder } from "@/lib/store/backup-folder";

/** `npm run backup -- FOLDER`: a copy of the embedded database in DATA_DIR, of which no process may be running. */
async function main(): Promise<number> {
  const [target] = process.argv.slice(2);
  if (target === undefined) {
    console.error("npm run backup -- FOLDER: FOLDER is a new one, and will hold a copy of DATA_DIR");
    return 2;
  }
  const { databaseUrl, dataDir } = readEnvironment(process.env);
  if (databaseUrl !== undefined) {
    console.error('DATABASE_URL is set: back PostgreSQL up with pg_dump -Fc "$DATABASE_URL" > explorer.dump');
    return 2;
  }
  await backupFolder(dataDir, target);
  console.log(`${dataDir} is copied to ${target}; DATA_DIR=${target} npm start serves it`);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
