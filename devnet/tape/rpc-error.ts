/** A JSON-RPC error as CometBFT writes it: a fixed `message` per code, the particulars in `data`. */
export class RpcError extends Error {
  override readonly name = "RpcError";

  constructor(
    readonly code: -32700 | -32600 | -32601 | -32602 | -32603,
    readonly data: string,
  ) {
    super(data);
  }

  toJSON(): { code: number; message: string; data: string } {
    return { code: this.code, message: MESSAGE[this.code], data: this.data };
  }
}

const MESSAGE = {
  [-32700]: "Parse error. Invalid JSON",
  [-32600]: "Invalid Request",
  [-32601]: "Method not found",
  [-32602]: "Invalid params",
  [-32603]: "Internal error",
} as const;

export const internalError = (data: string) => new RpcError(-32603, data);
export const invalidParams = (data: string) => new RpcError(-32602, data);
