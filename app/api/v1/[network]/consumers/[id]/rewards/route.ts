import { answerView } from "@/lib/server/answer";
import { readConsumerRewards } from "@/lib/server/read-consumer-rewards";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string; id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, id } = await params;
  return answerView(request, (deps, at) => readConsumerRewards(deps, network, id, at));
}
