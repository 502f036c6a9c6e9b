import { ConfigError } from "./errors";

/** The process environment, parsed once (product.md §7). */
export interface Environment {
  readonly networksFile?: string;
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly isIndexer: boolean;
  /** Whether what is shown is verified in the background. */
  readonly isVerifier: boolean;
  readonly port: number;
  readonly host: string;
  readonly publicUrl?: string;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  readonly metricsToken?: string;
  /** API requests a minute and client; 0 = no limit. */
  readonly rateLimit: number;
  /** Proxies in front whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: number;
}

/** Generous: nobody reads at 200 requests a second for long, and a script that fetches all of a history may. */
const DEFAULT_RATE_LIMIT = 12_000;

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** Reads the environment. Throws `ConfigError` that names the variable. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const text = (name: string) => (env[name] === undefined || env[name] === "" ? undefined : env[name]);
  const port = Number(text("PORT") ?? "3000");
  if (!Number.isSafeInteger(port) || port < 1 || port > 65_535)
    throw new ConfigError("PORT must be a number from 1 to 65535");
  const rateLimit = wholeNumber("RATE_LIMIT", text("RATE_LIMIT") ?? String(DEFAULT_RATE_LIMIT), 1_000_000);
  const trustedProxies = wholeNumber("TRUST_PROXY", text("TRUST_PROXY") ?? "0", 10);
  const indexer = text("INDEXER") ?? "1";
  if (indexer !== "0" && indexer !== "1")
    throw new ConfigError("INDEXER must be 1 (read the chains) or 0 (serve pages only)");
  const verify = text("VERIFY") ?? "1";
  if (verify !== "0" && verify !== "1")
    throw new ConfigError("VERIFY must be 1 (verify what is shown, in the background) or 0");
  const logLevel = LOG_LEVELS.find((level) => level === (text("LOG_LEVEL") ?? "info"));
  if (logLevel === undefined) throw new ConfigError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}`);
  const databaseUrl = text("DATABASE_URL");
  if (databaseUrl !== undefined && !/^postgres(?:ql)?:\/\//.test(databaseUrl)) {
    throw new ConfigError("DATABASE_URL must begin with postgres:// or postgresql://");
  }
  if (databaseUrl === undefined && indexer === "0") {
    throw new ConfigError(
      "INDEXER=0 needs DATABASE_URL: the embedded database belongs to the process that reads the chains",
    );
  }
  const publicUrl = text("PUBLIC_URL");
  if (publicUrl !== undefined && !/^https?:\/\//.test(publicUrl))
    throw new ConfigError("PUBLIC_URL must begin with http:// or https://");
  const networksFile = text("NETWORKS_FILE");
  const metricsToken = text("METRICS_TOKEN");
  return {
    dataDir: text("DATA_DIR") ?? "./data",
    rateLimit,
    trustedProxies,
    isIndexer: indexer === "1",
    isVerifier: verify === "1" && indexer === "1",
    port,
    host: text("HOST") ?? "127.0.0.1",
    logLevel,
    ...(networksFile === undefined ? {} : { networksFile }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(metricsToken === undefined ? {} : { metricsToken }),
  };
}

function wholeNumber(name: string, text: string, max: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) > max) throw new ConfigError(`${name} must be a number from 0 to ${max}`);
  return Number(text);
}
