import { answerView } from "@/lib/server/answer";
import { readPacket } from "@/lib/server/read-packets";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string; consumer: string; direction: string; sequence: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { network, ...packet } = await params;
  return answerView(request, (deps, at) => readPacket(deps, network, packet, at));
}
