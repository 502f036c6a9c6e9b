import { guarded, problem } from "@/lib/server/answer";
import { deps } from "@/lib/server/deps";
import { fault } from "@/lib/server/outcome";
import { parseHeight } from "@/lib/server/query-params";
import { readProofFile } from "@/lib/server/read-proof-file";

export { OPTIONS } from "@/lib/server/answer";

type Context = { params: Promise<{ network: string }> };

/** One figure's proof, as a file. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return guarded(async () => {
    const { network } = await params;
    const { searchParams } = new URL(request.url);
    const subject = searchParams.get("subject");
    if (!subject) return problem(fault(400, "bad-subject", "Say with subject= which figure is to be proven."));
    const height = parseHeight(searchParams.get("height") ?? undefined);
    if (typeof height === "object") return problem(height);
    const [chain, consumer] = [searchParams.get("chain"), searchParams.get("consumer")];
    const file = await readProofFile(await deps(), network, {
      subject,
      ...(chain ? { chain } : {}),
      ...(consumer ? { consumer } : {}),
      ...(height === undefined ? {} : { height }),
    });
    if ("state" in file) return problem(file);
    const name = `${file.chainId}-${file.consumerId ?? "chain"}-${file.subject}-${file.height}`.replace(
      /[^\w.-]/g,
      "-",
    );
    return Response.json(file, {
      headers: {
        "access-control-allow-origin": "*",
        "cache-control": "public, max-age=60",
        "content-disposition": `attachment; filename="${name}.proof.json"`,
      },
    });
  });
}
