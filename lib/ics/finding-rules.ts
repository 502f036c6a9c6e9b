import type { Finding, FindingCode } from "./finding";
import { CHAIN_RULES } from "./finding-rules-chain";
import { LIFE_RULES } from "./finding-rules-life";
import { PACKET_RULES } from "./finding-rules-packets";
import { SLASH_RULES } from "./finding-rules-slashes";
import type { FindingsInput } from "./findings-input";

/** A code, and when it holds: all of a finding but the code and the consumer, which are added behind it. */
export type FindingRule = readonly [
  code: FindingCode,
  rule: (view: FindingsInput) => Omit<Finding, "consumerId" | "code"> | undefined,
];

/** All rules about one consumer. Each decides for itself whether another says the same better. */
export const FINDING_RULES: readonly FindingRule[] = [...LIFE_RULES, ...PACKET_RULES, ...CHAIN_RULES, ...SLASH_RULES];
