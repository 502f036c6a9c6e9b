import { invalidParams } from "./rpc-error";

/** The arguments of one call: JSON values from a POST, or the raw texts of a URI such as `"text"`, `0xhex`, `5`, `true`. */
export class RpcParams {
  constructor(
    private readonly source: "json" | "uri",
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  /** Params of a JSON-RPC request: an object, or an array in the order of the method's arguments. */
  static fromJson(params: unknown, names: readonly string[]): RpcParams {
    if (params === undefined || params === null) return new RpcParams("json", {});
    if (typeof params !== "object") throw invalidParams("params are neither an object nor an array");
    if (!Array.isArray(params)) return new RpcParams("json", params as Record<string, unknown>);
    if (params.length > names.length) throw invalidParams(`expected ${names.length} parameters, got ${params.length}`);
    return new RpcParams("json", Object.fromEntries(params.map((value, i) => [names[i] ?? "", value])));
  }

  static fromUri(query: URLSearchParams): RpcParams {
    return new RpcParams("uri", Object.fromEntries([...query].filter(([, value]) => value !== "")));
  }

  /** A whole number, as a number or as decimal text, quoted or not; `undefined` when missing. */
  int(name: string): number | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    const text = typeof value === "number" ? String(value) : unquoted(value);
    const number = Number(text);
    if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(number))
      throw invalidParams(`${name} is not a height or count: ${text}`);
    return number;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") throw invalidParams(`${name} is not a text`);
    return this.source === "uri" ? unquoted(value) : value;
  }

  flag(name: string): boolean {
    const value = this.values[name];
    if (value === undefined || value === null) return false;
    if (value === true || value === "true") return true;
    if (value === false || value === "false") return false;
    throw invalidParams(`${name} is neither true nor false`);
  }

  /** Bytes: `0x…` in a URI, otherwise hex or base64 as the method's JSON form has it. */
  bytes(name: string, jsonForm: "hex" | "base64"): Buffer {
    const value = this.values[name];
    if (value === undefined || value === null) return Buffer.alloc(0);
    if (typeof value !== "string") throw invalidParams(`${name} is not a text`);
    if (this.source === "uri" && !/^0x/i.test(value)) return Buffer.from(unquoted(value), "utf8");
    const text = value.replace(/^0x/i, "");
    if (this.source === "uri" || jsonForm === "hex") {
      if (!/^([0-9a-f]{2})*$/i.test(text)) throw invalidParams(`${name} is not hex`);
      return Buffer.from(text, "hex");
    }
    return Buffer.from(value, "base64");
  }
}

function unquoted(value: unknown): string {
  const text = String(value);
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
