import { answerFrame } from "@/app/_embed/answer-frame";

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  return answerFrame(request, undefined, id);
}
