import { answerView } from "@/lib/server/answer";
import { readProposal } from "@/lib/server/read-proposal";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string; id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, id } = await params;
  const chain = new URL(request.url).searchParams.get("chain");
  return answerView(request, (deps, at) => readProposal(deps, network, id, { ...at, ...(chain ? { chain } : {}) }));
}
