// Builds the explorer where its sources changed since the last build.
import { bootstrap } from "./lib/bootstrap.mjs";

bootstrap();
const { buildWhenStale } = await import("./lib/build.mjs");
await buildWhenStale();
