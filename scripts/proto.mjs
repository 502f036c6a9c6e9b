// npm run proto: generates lib/chain/proto from proto/.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { bootstrap, root } from "./lib/bootstrap.mjs";

bootstrap();
rmSync(path.join(root, "lib/chain/proto"), { recursive: true, force: true });
const done = spawnSync(path.join(root, "node_modules/.bin/buf"), ["generate"], { cwd: root, stdio: "inherit" });
process.exit(done.status ?? 1);
