import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { limitConnections } from "@/lib/server/front/connection-limits";

/** A process with nothing but a server under our limits: for tests that need more sockets than one process may have. */
limitConnections();
const server = createServer((_request, response) => response.end(String(process.memoryUsage.rss())));
server.listen(0, "127.0.0.1", 4_096, () => console.log((server.address() as AddressInfo).port));
