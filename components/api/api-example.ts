/** One parameter of an address of the API, as the OpenAPI file has it. */
export interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: {
    readonly type?: string;
    readonly enum?: readonly string[];
    readonly default?: unknown;
    readonly minimum?: number;
    readonly maximum?: number;
  };
}

/** The address that a path and the values of its parameters make. What is left empty is left out. */
export function exampleAddress(
  path: string,
  parameters: readonly ApiParameter[],
  values: Readonly<Record<string, string>>,
): string {
  const search = new URLSearchParams();
  let address = path;
  for (const { name, in: place } of parameters) {
    const value = (values[name] ?? "").trim();
    if (place === "path") address = address.replace(`{${name}}`, encodeURIComponent(value));
    else if (value !== "") search.set(name, value);
  }
  const text = search.toString();
  return text === "" ? address : `${address}?${text}`;
}

/** A command for a shell; single quotes keep it one word whatever a value holds. */
export function curlCommand(origin: string, address: string): string {
  return `curl -s '${`${origin}${address}`.replaceAll("'", "%27")}'`;
}
