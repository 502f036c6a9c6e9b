/** Closes a switch over a union: a case added later fails to compile here, and a value from outside throws. */
export function assertNever(value: never, what = "value"): never {
  throw new Error(`unexpected ${what}: ${String(value)}`);
}
