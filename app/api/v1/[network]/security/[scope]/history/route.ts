import { answerView } from "@/lib/server/answer";
import { readSecurityHistory } from "@/lib/server/read-security-history";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string; scope: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, scope } = await params;
  return answerView(request, (deps, at) => readSecurityHistory(deps, network, scope, at));
}
