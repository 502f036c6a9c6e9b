import { answerView } from "@/lib/server/answer";
import { readWhatIf } from "@/lib/server/read-what-if";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network } = await params;
  const consumer = new URL(request.url).searchParams.get("consumer") ?? undefined;
  return answerView(request, (deps, at) => readWhatIf(deps, network, consumer, at));
}
