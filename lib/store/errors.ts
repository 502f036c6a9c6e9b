/** What the store refuses, in words someone acts on. */
export class StoreError extends Error {
  override readonly name = "StoreError";

  constructor(
    readonly code: "locked" | "cursor-moved" | "closed" | "unusable",
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
