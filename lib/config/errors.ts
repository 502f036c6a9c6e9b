/** The operator's input is wrong. The message is one sentence that names the thing and the way out. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly exitCode = 2;
}
