import { answerCalendar } from "@/lib/server/answer-calendar";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return answerCalendar(request, (await params).network);
}
