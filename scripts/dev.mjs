// npm run dev: like start, with pages rebuilt as they change.
import { bootstrap } from "./lib/bootstrap.mjs";

bootstrap();
const { bundleWorkers } = await import("./lib/bundle.mjs");
await bundleWorkers();
const { endTogether, serve } = await import("./lib/serve.mjs");
endTogether([serve(process.env, "dev")]);
