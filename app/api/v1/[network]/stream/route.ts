import { answerStream } from "@/lib/server/stream/answer-stream";

export { OPTIONS } from "@/lib/server/answer";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ network: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return answerStream(request, (await params).network);
}
