import { answerView } from "@/lib/server/answer";
import { readConsumerBlocks } from "@/lib/server/read-consumer-blocks";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string; id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, id } = await params;
  return answerView(request, (deps, at) => readConsumerBlocks(deps, network, id, at));
}
