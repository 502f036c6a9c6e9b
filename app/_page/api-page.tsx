import { headers } from "next/headers";
import { type ApiOperation, ApiReference } from "@/components/api/api-reference";
import { openApi } from "@/lib/api/openapi";
import { readFrame } from "@/lib/server/frame";
import { drawPage } from "./page-frame";
import type { PageInput, PageProps } from "./page-input";
import { publicBase } from "./public-base";

/** `/api`: the reference, drawn from the OpenAPI file that this server serves, with examples of this network. */
export async function apiPage(props: PageProps) {
  const sent = await headers();
  let examples: Readonly<Record<string, string>> = {};
  return drawPage(
    props,
    "/api",
    async (input) => {
      examples = await examplesOf(input);
      return [];
    },
    ({ deps, place }) => (
      <>
        <script
          type="application/ld+json"
          // biome-ignore lint/security/noDangerouslySetInnerHtml: data, not markup, and no "<" is left in it
          dangerouslySetInnerHTML={{ __html: datasetOf(place.network, publicBase(deps.publicUrl, sent)) }}
        />
        <ApiReference
          operations={operationsOf()}
          examples={examples}
          origin={publicBase(deps.publicUrl, sent)}
          network={place.network}
          limitPerMinute={deps.rateLimit?.perMinute}
        />
      </>
    ),
    { needsBlocks: false },
  );
}

/** What search engines for data read: where the lists are, in which forms. No markup can leave the text. */
function datasetOf(network: string, base: string): string {
  const list = `${base}/api/v1/${encodeURIComponent(network)}/consumers`;
  return JSON.stringify({
    "@context": "https://schema.org",
    "@type": "Dataset",
    name: `Interchain Security of ${network}`,
    description:
      "Consumer chains, validators, packets and slashes of an Interchain Security provider, at every indexed height.",
    url: `${base}/api`,
    isAccessibleForFree: true,
    distribution: [
      { "@type": "DataDownload", encodingFormat: "application/json", contentUrl: list },
      { "@type": "DataDownload", encodingFormat: "text/csv", contentUrl: `${list}?format=csv` },
    ],
  }).replaceAll("<", "\\u003c");
}

interface OpenApiFile {
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly get: Pick<ApiOperation, "summary" | "parameters"> & {
          readonly responses: Readonly<
            Record<string, { readonly content: Readonly<Record<string, { readonly schema: ApiOperation["answer"] }>> }>
          >;
        };
      }
    >
  >;
}

function operationsOf(): ApiOperation[] {
  const { paths } = openApi() as OpenApiFile;
  return Object.entries(paths).map(([path, { get }]) => ({
    path,
    summary: get.summary,
    parameters: get.parameters,
    answer: get.responses["200"]?.content["application/json"]?.schema ?? {},
  }));
}

/** Values that have an answer here: this network, its first consumer, its first validator. */
async function examplesOf({ deps, place }: PageInput): Promise<Record<string, string>> {
  const { network, height } = place;
  const frame = await readFrame(deps, network, height === undefined ? {} : { height });
  const pinned: Record<string, string> = height === undefined ? {} : { height: String(height) };
  if (frame.state === "fault") return { network, ...pinned };
  const { consumers, validators } = frame.snapshot;
  const id = consumers[0]?.consumerId ?? "0";
  return { network, id, consumer: id, any: validators[0]?.operator ?? "", sequence: "1", direction: "vsc", ...pinned };
}
