import { answerView } from "@/lib/server/answer";
import { decodeSegment } from "@/lib/server/query-params";
import { readSlash } from "@/lib/server/read-slash";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string; id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, id } = await params;
  return answerView(request, (deps, at) => readSlash(deps, network, decodeSegment(id), at));
}
