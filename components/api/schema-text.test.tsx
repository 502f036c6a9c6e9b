import { expect, test } from "vitest";
import { curlCommand, exampleAddress } from "./api-example";
import { schemaText } from "./schema-text";

test("a schema is written as a type", () => {
  const unknown = { type: "object", properties: { state: { const: "unknown" }, because: { enum: ["pruned"] } } };
  expect(
    schemaText({
      type: "object",
      required: ["id", "rows"],
      properties: {
        id: { type: "string", pattern: "x" },
        share: { anyOf: [{ type: "string" }, unknown] },
        rows: { type: "array", items: { anyOf: [{ type: "number" }, { const: "none" }] } },
        detail: { type: "object", additionalProperties: {} },
      },
    }),
  ).toBe('{\n  id: string\n  share?: string | Unknown\n  rows: (number | "none")[]\n  detail?: Record<string, any>\n}');
});

test("an example is the address its values make, and one word for a shell", () => {
  const parameters = [
    { name: "network", in: "path", schema: {} },
    { name: "any", in: "path", schema: {} },
    { name: "height", in: "query", schema: {} },
    { name: "q", in: "query", schema: {} },
  ];
  const address = exampleAddress("/api/v1/{network}/validators/{any}", parameters, {
    network: "devnet",
    any: "a/b c'",
    height: " 7 ",
    q: "",
  });
  expect(address).toBe("/api/v1/devnet/validators/a%2Fb%20c'?height=7");
  expect(curlCommand("https://x.example", address)).toBe(
    "curl -s 'https://x.example/api/v1/devnet/validators/a%2Fb%20c%27?height=7'",
  );
});
