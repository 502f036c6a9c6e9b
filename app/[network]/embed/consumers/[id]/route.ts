import { answerFrame } from "@/app/_embed/answer-frame";

type Context = { params: Promise<{ network: string; id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, id } = await params;
  return answerFrame(request, network, id);
}
