import { answerPage } from "@/lib/server/answer";
import { parsePacketQuery } from "@/lib/server/packet-query";
import { readConsumerPackets } from "@/lib/server/read-packets";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string; id: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, id } = await params;
  return answerPage(request, parsePacketQuery, (deps, query) => readConsumerPackets(deps, network, id, query));
}
