import { expect, test } from "vitest";
import { readEnvironment } from "./environment";
import { ConfigError } from "./errors";

test("nothing set means the embedded database, port 3000 on the loopback, and reading the chains", () => {
  expect(readEnvironment({})).toEqual({
    dataDir: "./data",
    isIndexer: true,
    isVerifier: true,
    port: 3000,
    host: "127.0.0.1",
    logLevel: "info",
    rateLimit: 12_000,
    trustedProxies: 0,
  });
  expect(readEnvironment({ PORT: "", DATA_DIR: "" }).port).toBe(3000);
});

test("every variable arrives under its own name", () => {
  expect(
    readEnvironment({
      NETWORKS_FILE: "n.json",
      DATABASE_URL: "postgres://u@h/d",
      DATA_DIR: "/var/x",
      INDEXER: "0",
      PORT: "8080",
      HOST: "0.0.0.0",
      PUBLIC_URL: "https://ics.example",
      LOG_LEVEL: "debug",
      METRICS_TOKEN: "t",
      RATE_LIMIT: "0",
      TRUST_PROXY: "2",
    }),
  ).toEqual({
    networksFile: "n.json",
    databaseUrl: "postgres://u@h/d",
    dataDir: "/var/x",
    isIndexer: false,
    isVerifier: false,
    port: 8080,
    host: "0.0.0.0",
    publicUrl: "https://ics.example",
    logLevel: "debug",
    metricsToken: "t",
    rateLimit: 0,
    trustedProxies: 2,
  });
});

test.each([
  [{ PORT: "http" }, "PORT must be"],
  [{ RATE_LIMIT: "-1" }, "RATE_LIMIT must be"],
  [{ TRUST_PROXY: "yes" }, "TRUST_PROXY must be"],
  [{ PORT: "0" }, "PORT must be"],
  [{ PORT: "70000" }, "PORT must be"],
  [{ INDEXER: "yes" }, "INDEXER must be"],
  [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be"],
  [{ DATABASE_URL: "mysql://h" }, "DATABASE_URL must begin"],
  [{ INDEXER: "0" }, "INDEXER=0 needs DATABASE_URL"],
  [{ PUBLIC_URL: "ics.example" }, "PUBLIC_URL must begin"],
])("%o is refused by name, with exit code 2", (env, sentence) => {
  const read = () => readEnvironment(env);
  expect(read).toThrow(sentence);
  expect(read).toThrow(ConfigError);
  expect(new ConfigError("x").exitCode).toBe(2);
});
