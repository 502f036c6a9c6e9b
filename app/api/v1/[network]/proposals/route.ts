import { answerView } from "@/lib/server/answer";
import { readProposals } from "@/lib/server/read-proposals";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network } = await params;
  const chain = new URL(request.url).searchParams.get("chain");
  return answerView(request, (deps, at) => readProposals(deps, network, { ...at, ...(chain ? { chain } : {}) }));
}
