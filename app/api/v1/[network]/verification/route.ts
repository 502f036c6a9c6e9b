import { answerView } from "@/lib/server/answer";
import { readVerification } from "@/lib/server/read-verification";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network } = await params;
  return answerView(request, (deps, at) => readVerification(deps, network, at));
}
