import { answerView } from "@/lib/server/answer";
import { readValidators } from "@/lib/server/read-validators";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string }> };

/** With `?duties=none` without what each has to do: a fraction of the size. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network } = await params;
  const isPlain = new URL(request.url).searchParams.get("duties") === "none";
  return answerView(request, (deps, at) => readValidators(deps, network, at, isPlain ? undefined : at));
}
