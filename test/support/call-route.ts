import { GET as calendarGet } from "@/app/api/v1/[network]/calendar.ics/route";
import { GET as consumerBlocksGet } from "@/app/api/v1/[network]/consumers/[id]/blocks/route";
import { GET as consumerHistoryGet } from "@/app/api/v1/[network]/consumers/[id]/history/route";
import { GET as consumerLaunchGet } from "@/app/api/v1/[network]/consumers/[id]/launch/route";
import { GET as consumerPacketsGet } from "@/app/api/v1/[network]/consumers/[id]/packets/route";
import { GET as consumerPipelineGet } from "@/app/api/v1/[network]/consumers/[id]/pipeline/route";
import { GET as consumerRewardsGet } from "@/app/api/v1/[network]/consumers/[id]/rewards/route";
import { GET as consumerGet } from "@/app/api/v1/[network]/consumers/[id]/route";
import { GET as consumerSecurityGet } from "@/app/api/v1/[network]/consumers/[id]/security/route";
import { GET as consumerSlashesGet } from "@/app/api/v1/[network]/consumers/[id]/slashes/route";
import { GET as consumerValidatorsGet } from "@/app/api/v1/[network]/consumers/[id]/validators/route";
import { GET as consumerVerificationGet } from "@/app/api/v1/[network]/consumers/[id]/verification/route";
import { GET as consumersGet } from "@/app/api/v1/[network]/consumers/route";
import { GET as feedGet } from "@/app/api/v1/[network]/feeds/[feed]/route";
import { GET as findingsGet } from "@/app/api/v1/[network]/findings/route";
import { GET as holdersGet } from "@/app/api/v1/[network]/holders/route";
import { GET as launchesGet } from "@/app/api/v1/[network]/launches/route";
import { GET as plumbingGet } from "@/app/api/v1/[network]/network/route";
import { GET as overviewGet } from "@/app/api/v1/[network]/overview/route";
import { GET as packetGet } from "@/app/api/v1/[network]/packets/[consumer]/[direction]/[sequence]/route";
import { GET as packetsGet } from "@/app/api/v1/[network]/packets/route";
import { GET as pipelinesGet } from "@/app/api/v1/[network]/pipelines/route";
import { GET as proposalGet } from "@/app/api/v1/[network]/proposals/[id]/route";
import { GET as proposalsGet } from "@/app/api/v1/[network]/proposals/route";
import { GET as rewardsGet } from "@/app/api/v1/[network]/rewards/route";
import { GET as searchGet } from "@/app/api/v1/[network]/search/route";
import { GET as securityHistoryGet } from "@/app/api/v1/[network]/security/[scope]/history/route";
import { GET as securityOverlapGet } from "@/app/api/v1/[network]/security/overlap/route";
import { GET as securityGet } from "@/app/api/v1/[network]/security/route";
import { GET as slashGet } from "@/app/api/v1/[network]/slashes/[id]/route";
import { GET as slashesGet } from "@/app/api/v1/[network]/slashes/route";
import { GET as statusGet } from "@/app/api/v1/[network]/status/route";
import { GET as validatorGet } from "@/app/api/v1/[network]/validators/[any]/route";
import { GET as validatorsGet } from "@/app/api/v1/[network]/validators/route";
import { GET as proofGet } from "@/app/api/v1/[network]/verification/proof/route";
import { GET as verificationGet } from "@/app/api/v1/[network]/verification/route";
import { GET as whatIfGet } from "@/app/api/v1/[network]/what-if/route";

type Params = Record<string, string>;
type Handler = (request: Request, context: { params: Promise<never> }) => Promise<Response>;

const ROUTES: readonly [RegExp, Handler][] = (
  [
    [/^overview$/, overviewGet],
    [/^consumers$/, consumersGet],
    [/^consumers\/(?<id>[^/]+)$/, consumerGet],
    [/^consumers\/(?<id>[^/]+)\/validators$/, consumerValidatorsGet],
    [/^consumers\/(?<id>[^/]+)\/packets$/, consumerPacketsGet],
    [/^consumers\/(?<id>[^/]+)\/pipeline$/, consumerPipelineGet],
    [/^pipelines$/, pipelinesGet],
    [/^packets$/, packetsGet],
    [/^packets\/(?<consumer>[^/]+)\/(?<direction>[^/]+)\/(?<sequence>[^/]+)$/, packetGet],
    [/^validators$/, validatorsGet],
    [/^validators\/(?<any>[^/]+)$/, validatorGet],
    [/^launches$/, launchesGet],
    [/^calendar\.ics$/, calendarGet],
    [/^consumers\/(?<id>[^/]+)\/launch$/, consumerLaunchGet],
    [/^consumers\/(?<id>[^/]+)\/history$/, consumerHistoryGet],
    [/^findings$/, findingsGet],
    [/^network$/, plumbingGet],
    [/^consumers\/(?<id>[^/]+)\/blocks$/, consumerBlocksGet],
    [/^rewards$/, rewardsGet],
    [/^consumers\/(?<id>[^/]+)\/rewards$/, consumerRewardsGet],
    [/^security$/, securityGet],
    [/^security\/overlap$/, securityOverlapGet],
    [/^security\/(?<scope>[^/]+)\/history$/, securityHistoryGet],
    [/^consumers\/(?<id>[^/]+)\/security$/, consumerSecurityGet],
    [/^slashes$/, slashesGet],
    [/^feeds\/(?<feed>[^/]+)$/, feedGet],
    [/^slashes\/(?<id>[^/]+)$/, slashGet],
    [/^consumers\/(?<id>[^/]+)\/slashes$/, consumerSlashesGet],
    [/^status$/, statusGet],
    [/^verification$/, verificationGet],
    [/^verification\/proof$/, proofGet],
    [/^consumers\/(?<id>[^/]+)\/verification$/, consumerVerificationGet],
    [/^proposals$/, proposalsGet],
    [/^proposals\/(?<id>[^/]+)$/, proposalGet],
    [/^what-if$/, whatIfGet],
    [/^search$/, searchGet],
    [/^holders$/, holdersGet],
  ] as const
).map(([pattern, handler]) => [pattern, handler as Handler]);

/** Calls the handler that Next would call for `/api/v1/{network}/{path}`. */
export function callRoute(network: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  const [pathname = "", search = ""] = path.split("?");
  for (const [pattern, handler] of ROUTES) {
    const match = pattern.exec(pathname);
    if (!match) continue;
    const params: Params = { network, ...match.groups };
    const request = new Request(`http://explorer.test/api/v1/${network}/${pathname}${search ? `?${search}` : ""}`, {
      headers,
    });
    return handler(request, { params: Promise.resolve(params as never) });
  }
  throw new Error(`no route for ${path}`);
}

/** The body of an answer that must be 200. */
export async function getBody<T>(network: string, path: string): Promise<T> {
  const response = await callRoute(network, path);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
