import { answerBadge } from "@/app/_embed/answer-badge";

type Context = { params: Promise<{ file: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { file } = await params;
  return answerBadge(request, undefined, file);
}
