/** As much of JSON Schema as the OpenAPI file uses. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly pattern?: string;
}

const MAX_DEPTH = 12;

/** A schema the way a type is written: `{ consumerId: string, topN: number, clientId?: string }`, one field a line. */
export function schemaText(schema: JsonSchema, depth = 0): string {
  if (depth > MAX_DEPTH) return "…";
  if (isUnknownFigure(schema)) return "Unknown";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf) return schema.anyOf.map((one) => schemaText(one, depth)).join(" | ");
  if (schema.type === "array") return `${group(schemaText(schema.items ?? {}, depth))}[]`;
  if (schema.type !== "object") return schema.type ?? "any";
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) {
    const of = schema.additionalProperties;
    return `Record<string, ${typeof of === "object" ? schemaText(of, depth + 1) : "any"}>`;
  }
  const indent = "  ".repeat(depth + 1);
  const lines = fields.map(
    ([name, one]) => `${indent}${name}${schema.required?.includes(name) ? "" : "?"}: ${schemaText(one, depth + 1)}`,
  );
  return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}

const group = (text: string) => (/ \| /.test(text) && !text.startsWith("{") ? `(${text})` : text);

/** `{ state: "unknown", because }`, which nearly every figure may be: written by its name. */
function isUnknownFigure({ properties }: JsonSchema): boolean {
  return properties?.state?.const === "unknown" && properties.because !== undefined;
}
