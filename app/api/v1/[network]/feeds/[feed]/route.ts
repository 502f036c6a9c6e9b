import { answerFeed } from "@/app/_feed/answer-feed";
import { decodeSegment } from "@/lib/server/query-params";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string; feed: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, feed } = await params;
  return answerFeed(request, decodeSegment(network), decodeSegment(feed));
}
