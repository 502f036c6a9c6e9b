import { answerView } from "@/lib/server/answer";
import { decodeSegment } from "@/lib/server/query-params";
import { readValidator } from "@/lib/server/read-validator";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string; any: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, any } = await params;
  return answerView(request, (deps, at) => readValidator(deps, network, decodeSegment(any), at));
}
