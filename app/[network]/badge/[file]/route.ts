import { answerBadge } from "@/app/_embed/answer-badge";

type Context = { params: Promise<{ network: string; file: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, file } = await params;
  return answerBadge(request, network, file);
}
