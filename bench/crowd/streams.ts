import { get } from "node:http";

export interface StreamPlan {
  readonly port: number;
  readonly path: string;
  readonly clients: number;
}

/** Opens many streams; tells when all are there, and then of each head by how many and when it was heard. */
export function listenAll({ port, path, clients }: StreamPlan): void {
  const heard = new Map<number, number>();
  let open = 0;
  for (let i = 0; i < clients; i += 1) {
    setTimeout(() => {
      get({ port, path, host: "127.0.0.1", agent: false }, (message) => {
        let text = "";
        let isOpen = false;
        message.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
          for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
            const id = /^id: (\d+)-\d+\nevent: head\n/.exec(text.slice(0, end))?.[1];
            text = text.slice(end + 2);
            if (id === undefined) continue;
            if (!isOpen) {
              isOpen = true;
              open += 1;
              if (open === clients) console.log(JSON.stringify({ open }));
              continue;
            }
            const count = (heard.get(Number(id)) ?? 0) + 1;
            heard.set(Number(id), count);
            if (count === clients) console.log(JSON.stringify({ height: Number(id), at: Date.now() }));
          }
        });
        message.on("close", () => console.log(JSON.stringify({ closed: i })));
      }).on("error", (error) => console.log(JSON.stringify({ failed: String(error) })));
    }, i * 3);
  }
}
