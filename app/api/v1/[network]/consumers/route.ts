import { answerView } from "@/lib/server/answer";
import { readConsumersBy } from "@/lib/server/read-consumers";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network } = await params;
  const { searchParams } = new URL(request.url);
  return answerView(request, (deps, at) => readConsumersBy(deps, network, at, searchParams));
}
