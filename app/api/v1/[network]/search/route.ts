import { answerView } from "@/lib/server/answer";
import { fault } from "@/lib/server/outcome";
import { readSearch } from "@/lib/server/read-search";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network } = await params;
  const asked = new URL(request.url).searchParams.getAll("q");
  return answerView(request, async (deps, at) => {
    const [q] = asked;
    if (q === undefined || asked.length > 1) return fault(400, "bad-q", "Give q once: the text to search for.");
    return readSearch(deps, network, q, at);
  });
}
