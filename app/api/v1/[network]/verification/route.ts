import { answerView, guarded, plainJson, problem } from "@/lib/server/answer";
import { askForRecheck, isOwnPage } from "@/lib/server/ask-recheck";
import { deps } from "@/lib/server/deps";
import { fault } from "@/lib/server/outcome";
import { parseHeight } from "@/lib/server/query-params";
import { readVerification } from "@/lib/server/read-verification";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network } = await params;
  return answerView(request, (deps, at) => readVerification(deps, network, at));
}

/** Asks for a chain to be checked again. Answers at once; what comes of it shows in the views. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { network } = await params;
  return guarded(async () => {
    const held = await deps();
    if (!isOwnPage(request, held.publicUrl))
      return problem(fault(403, "foreign-page", "A page of another site may not ask for checks."));
    const { searchParams } = new URL(request.url);
    const height = parseHeight(searchParams.get("height") ?? undefined);
    if (typeof height === "object") return problem(height);
    const chain = searchParams.get("chain");
    const asked = await askForRecheck(held, network, {
      ...(chain === null ? {} : { chain }),
      ...(height === undefined ? {} : { height }),
    });
    if (asked.state === "fault") return problem(asked);
    const answer = plainJson({ data: asked }, "no-store");
    return new Response(answer.body, { status: 202, headers: answer.headers });
  });
}
