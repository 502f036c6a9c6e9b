import { answerView } from "@/lib/server/answer";
import { readConsumerVerification } from "@/lib/server/read-verification";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string; id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, id } = await params;
  return answerView(request, (deps, at) => readConsumerVerification(deps, network, id, at));
}
