import { answerEmbed } from "./answer-embed";
import { drawBadge } from "./draw-badge";

/** `/badge/{consumer}.svg?height=`. */
export function answerBadge(request: Request, network: string | undefined, file: string): Promise<Response> {
  return answerEmbed(request, network, file.replace(/\.svg$/, ""), (consumer) => ({
    text: drawBadge(consumer),
    headers: {
      "content-type": "image/svg+xml; charset=utf-8",
      // Opened by itself an SVG is a document: nothing in it may run or load.
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      "cross-origin-resource-policy": "cross-origin",
    },
  }));
}
