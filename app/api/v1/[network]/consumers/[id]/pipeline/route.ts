import { answerView } from "@/lib/server/answer";
import { readConsumerPipeline } from "@/lib/server/read-pipelines";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string; id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, id } = await params;
  return answerView(request, (deps, at) => readConsumerPipeline(deps, network, id, at));
}
