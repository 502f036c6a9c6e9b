import { DefinitionList } from "@/components/ui/definition-list";
import { count } from "@/lib/format/number";
import type { ApiParameter } from "./api-example";
import { type JsonSchema, schemaText } from "./schema-text";
import { TryIt } from "./try-it";

/** One address of the API, as the OpenAPI file describes it. */
export interface ApiOperation {
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly ApiParameter[];
  readonly answer: JsonSchema;
}

/** The whole API: what holds for all of it, then each address with its parameters, its answer and a trial of it. */
export function ApiReference({
  operations,
  examples,
  origin,
  network,
  limitPerMinute,
}: {
  operations: readonly ApiOperation[];
  examples: Readonly<Record<string, string>>;
  origin: string;
  network: string;
  /** Left out when nobody is limited. */
  limitPerMinute: number | undefined;
}) {
  const feeds = `/api/v1/${network}/feeds`;
  return (
    <>
      <h1>
        Every figure of these pages is an answer of {count(operations.length, "address", "addresses")}, open to all.
      </h1>
      <DefinitionList
        entries={[
          {
            key: "form",
            word: "Form",
            value:
              "GET only, JSON, open to other sites. { data, asOf: { chainId, height, time }, next? }; a refusal is { error: { code, message } }.",
          },
          {
            key: "moment",
            word: "Moment",
            value:
              "?height= is a block of the provider. Once everything at that height is indexed the answer never changes: same bytes, same ETag, kept for a day.",
          },
          {
            key: "numbers",
            word: "Numbers",
            value:
              'Integers of a chain are text; times are ISO-8601 UTC. Unknown is { state: "unknown", because }, never null and never 0; what does not apply is left out.',
          },
          {
            key: "lists",
            word: "Lists",
            value:
              "limit up to 1000 and the cursor that next gives. format=csv, or Accept: text/csv, gives the whole list; its first line says what it shows.",
          },
          {
            key: "limit",
            word: "Limit",
            value:
              limitPerMinute === undefined
                ? "None is set here."
                : `${limitPerMinute} requests a minute for each client, all at once if need be. Headers RateLimit-Limit, -Remaining and -Reset say how many are left; beyond them 429 with Retry-After.`,
          },
          {
            key: "others",
            word: "Elsewhere",
            value: (
              <span className="[&_a]:underline">
                <a href="/api/v1/openapi.json">openapi.json</a> · feeds <a href={`${feeds}/findings.atom`}>findings</a>,{" "}
                <a href={`${feeds}/launches.atom`}>launches</a>, <a href={`${feeds}/slashes.atom`}>slashes</a>,{" "}
                <a href={`${feeds}/proposals.atom`}>proposals</a> ·{" "}
                <a href={`/api/v1/${network}/calendar.ics`}>calendar</a> · for other sites{" "}
                <code className="font-mono">/badge/{"{consumer}"}.svg</code> and{" "}
                <code className="font-mono">/embed/consumers/{"{consumer}"}</code>
              </span>
            ),
          },
        ]}
      />
      {operations.map((operation) => (
        <Operation
          key={operation.path}
          operation={operation}
          examples={operation.path.includes("/proposals/") ? { ...examples, id: "1" } : examples}
          origin={origin}
        />
      ))}
    </>
  );
}

function Operation({
  operation: { path, summary, parameters, answer },
  examples,
  origin,
}: {
  operation: ApiOperation;
  examples: Readonly<Record<string, string>>;
  origin: string;
}) {
  const own = parameters.filter(({ description }) => description !== undefined);
  return (
    <section className="mt-8 border-line border-t pt-4">
      <h2>
        <span className="break-all font-mono">{path}</span>
      </h2>
      <p>{summary}.</p>
      <ul className="mt-1 text-[0.9286rem] text-muted">
        {own.map(({ name, description, required }) => (
          <li key={name}>
            <code className="font-mono text-text">{name}</code>
            {required ? "" : "?"}: {description}
          </li>
        ))}
      </ul>
      <details className="mt-1">
        <summary className="text-muted">What it answers</summary>
        <pre className="whitespace-pre-wrap break-all bg-surface-2 p-2 font-mono text-[0.8572rem]">
          {schemaText(answer)}
        </pre>
      </details>
      <TryIt path={path} parameters={parameters} examples={examples} origin={origin} />
    </section>
  );
}
