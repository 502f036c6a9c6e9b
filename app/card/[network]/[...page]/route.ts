import { createHash } from "node:crypto";
import { CARD_PARAMETERS } from "@/app/_card/card";
import { drawCard } from "@/app/_card/draw-card";
import { readCard } from "@/app/_card/read-card";
import { cacheControl, guarded, problem } from "@/lib/server/answer";
import { deps } from "@/lib/server/deps";
import { fault } from "@/lib/server/outcome";
import { decodeSegment, parseHeight } from "@/lib/server/query-params";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ network: string; page: string[] }> };

/** `/card/{network}/consumers/1.png?height=`: the picture of a page, drawn from the page's own figures. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  return guarded(async () => {
    const { network, page } = await params;
    const name = page.map(encodeURIComponent).join("/").replaceAll("%25", "%");
    if (!name.endsWith(".png")) return problem(fault(404, "unknown-card", "A card's address ends in .png."));
    const path = name === "overview.png" ? "/" : `/${name.slice(0, -".png".length)}`;
    const { searchParams } = new URL(request.url);
    const height = parseHeight(searchParams.getAll("height").at(0));
    if (typeof height === "object") return problem(height);
    const held = await deps();
    const card = await readCard(
      held,
      decodeSegment(network),
      path,
      height === undefined ? {} : { height },
      searchParams,
    );
    if (card.state === "fault") return problem(card);
    const png = await held.cache.cards.get(
      `${path} ${card.version} ${CARD_PARAMETERS.map((name) => searchParams.get(name))}`,
      () => drawCard(card.data),
    );
    return new Response(png, {
      headers: {
        "content-type": "image/png",
        "cache-control": cacheControl(card.isFinal),
        "access-control-allow-origin": "*",
        etag: `"${createHash("sha256").update(png).digest("base64url").slice(0, 27)}"`,
      },
    });
  });
}
