import type { InnerServer } from "./inner-server";

/** So many pictures until the code that draws them is compiled; the first takes ten times as long as the last. */
const PICTURES = 8;
const TIMEOUT_MS = 30_000;

/**
 * Draws a few pictures (Open Graph cards) once in the life of a process, for nobody: they load the fonts and compile the
 * renderer, which the first who links to a page would else wait for. Each of another height, since one that is drawn is kept.
 */
export class DrawAhead {
  #server: InnerServer | undefined;
  #from: { readonly network: string; readonly height: number } | undefined;
  #isDone = false;
  readonly #stop = new AbortController();

  /** Where the routes are asked. */
  through(server: InnerServer): void {
    this.#server ??= server;
    this.#start();
  }

  /** The newest block of a network was read. Taken once there are enough before it. */
  from(network: string, height: number): void {
    if (height >= PICTURES) this.#from ??= { network, height };
    this.#start();
  }

  /** No further picture is begun. */
  stop(): void {
    this.#isDone = true;
    this.#stop.abort();
  }

  #start(): void {
    if (this.#isDone || !this.#server || !this.#from) return;
    this.#isDone = true;
    void drawAll(this.#server, this.#from.network, this.#from.height, this.#stop.signal);
  }
}

async function drawAll(server: InnerServer, network: string, height: number, signal: AbortSignal): Promise<void> {
  for (let at = height; at > height - PICTURES && !signal.aborted; at -= 1) {
    try {
      const path = `/card/${encodeURIComponent(network)}/overview.png?height=${at}`;
      const answer = await server.get(path, { host: "localhost" }, TIMEOUT_MS);
      for await (const _ of answer); // To its end.
    } catch {
      return; // Whoever asks for a picture then is told what is wrong with it.
    }
  }
}
