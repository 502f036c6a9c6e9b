import { answerView } from "@/lib/server/answer";
import { fault } from "@/lib/server/outcome";
import { readHolders, splitNames } from "@/lib/server/read-holders";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network } = await params;
  const { searchParams } = new URL(request.url);
  const names = splitNames(searchParams.getAll("v"));
  const delegators = searchParams.getAll("delegator").filter((text) => text.trim() !== "");
  const [delegator] = delegators;
  return answerView(request, async (deps, at) => {
    if (delegators.length > 1) return fault(400, "bad-delegator", "Give one delegator.");
    if (names.length === 0 && delegator === undefined) {
      return fault(400, "bad-v", "Give v: up to 50 validators with commas between, or delegator: an account address.");
    }
    return readHolders(deps, network, { names, ...(delegator === undefined ? {} : { delegator }) }, at);
  });
}
