import { askChainId, checkEndpoints } from "./check-endpoints";
import { readEnvironment } from "./environment";
import { ConfigError } from "./errors";
import { readNetworksFile } from "./networks";

/** Before anything is built or opened: is the configuration right? One sentence and exit code 2 where it is not. */
async function main(): Promise<void> {
  const { networksFile } = readEnvironment(process.env);
  await checkEndpoints(await readNetworksFile(networksFile), askChainId);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof ConfigError ? error.exitCode : 1);
});
