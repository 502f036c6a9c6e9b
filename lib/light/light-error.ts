export type LightErrorCode = "malformed" | "invalid" | "expired" | "not-enough-trust";

/** Why something could not be verified. Never says "true": what returns without this error is proven. */
export class LightError extends Error {
  override readonly name = "LightError";

  constructor(
    readonly code: LightErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export function invalid(message: string): LightError {
  return new LightError("invalid", message);
}

export function malformed(message: string): LightError {
  return new LightError("malformed", message);
}
