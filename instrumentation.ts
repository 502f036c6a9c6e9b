/** Runs once per server process, before the first request. Also compiled for the edge, where there is no store to open. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { boot } = await import("./lib/server/boot");
    await boot();
  }
}
