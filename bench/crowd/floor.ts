import { createServer } from "node:http";

export interface FloorAnswer {
  readonly headers: readonly string[];
  /** Base64. */
  readonly body: string;
}

/** Nobody answers faster in Node: the same heads and bodies out of memory, and nothing else done. Tells its port. */
export function serveFloor(answers: Readonly<Record<string, FloorAnswer>>): void {
  const ready = new Map(
    Object.entries(answers).map(([path, { headers, body }]) => [path, { headers, body: Buffer.from(body, "base64") }]),
  );
  const server = createServer((request, response) => {
    const answer = ready.get(request.url ?? "");
    if (!answer) return void response.writeHead(404).end();
    response.writeHead(200, answer.headers as string[]);
    response.end(answer.body);
  });
  server.listen(0, "127.0.0.1", () => console.log(JSON.stringify(server.address())));
}
