import { answerPage } from "@/lib/server/answer";
import { parsePacketQuery } from "@/lib/server/packet-query";
import { readPackets } from "@/lib/server/read-packets";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network } = await params;
  return answerPage(request, parsePacketQuery, (deps, query) => readPackets(deps, network, query));
}
