import { parseTapeArguments } from "./arguments";
import { writeNetworksFile } from "./networks-file";
import { startTape } from "./tape";
import { TapeError } from "./tape-error";

/** `npm run tape`: serves recordings until it is told to stop. Exit code 2: the arguments or recordings are no good. */
async function main(): Promise<void> {
  const { networksFile, ...options } = parseTapeArguments(process.argv.slice(2));
  const tape = await startTape(options);
  const stop = () => void tape.close().finally(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  if (networksFile !== undefined) {
    try {
      writeNetworksFile(networksFile, tape.networks);
    } catch (cause) {
      await tape.close();
      throw new TapeError(`--networks-file ${networksFile}: cannot be written (${(cause as Error).message})`);
    }
  }
  for (const { network, chainId, url, isProvider, firstHeight, lastHeight, head } of tape.chains) {
    const role = isProvider ? "provider" : "consumer";
    console.log(`${chainId} ${url} ${network} ${role}, recorded ${firstHeight} to ${lastHeight}, head ${head()}`);
  }
  console.log("tape ready");
}

main().catch((error: unknown) => {
  console.error(error instanceof TapeError ? `tape: ${error.message}` : error);
  process.exit(error instanceof TapeError ? 2 : 1);
});
