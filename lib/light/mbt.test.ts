import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseIsoNanos } from "../ics/time";
import { createNodeCrypto } from "../verifier/node-crypto";
import { LightError } from "./light-error";
import { parseSignedHeader, parseValidators } from "./parse-light-block";
import { type TrustedState, verifyHeader } from "./verify-header";

/*
 * Model-based test vectors of the Tendermint light client (see README): each says what must come of a header that is held
 * against the last one that was trusted.
 */
interface Vector {
  readonly initial: { signed_header: unknown; next_validator_set: { validators: unknown }; trusting_period: string };
  readonly input: readonly {
    block: {
      signed_header: unknown;
      validator_set: { validators: unknown };
      next_validator_set: { validators: unknown };
    };
    now: string;
    verdict: "SUCCESS" | "NOT_ENOUGH_TRUST" | "INVALID";
  }[];
}

const crypto = createNodeCrypto();
const folder = path.join(import.meta.dirname, "__fixtures__/mbt");
const files = readdirSync(folder);

test("nine vectors are here", () => expect(files).toHaveLength(9));

test.each(files)("%s", (file) => {
  const { initial, input } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Vector;
  let trusted: TrustedState = {
    header: parseSignedHeader(initial.signed_header).header,
    nextValidators: parseValidators(initial.next_validator_set.validators),
  };
  for (const { block, now, verdict } of input) {
    const next = {
      ...parseSignedHeader(block.signed_header),
      validators: parseValidators(block.validator_set.validators),
    };
    const options = {
      trustingPeriodNs: BigInt(initial.trusting_period),
      nowNs: parseIsoNanos(now) ?? 0n,
      maxClockDriftNs: 1_000_000_000n,
    };
    let outcome = "SUCCESS";
    try {
      verifyHeader(trusted, next, options, crypto);
      trusted = { header: next.header, nextValidators: parseValidators(block.next_validator_set.validators) };
    } catch (error) {
      if (!(error instanceof LightError)) throw error;
      outcome = error.code === "not-enough-trust" ? "NOT_ENOUGH_TRUST" : "INVALID";
      expect(error.code).not.toBe("malformed");
    }
    expect(outcome).toBe(verdict);
  }
});
