import { type Kysely, sql } from "kysely";
import type { ConsHex } from "@/lib/ics/ids";
import { heldBetween, stretchesOf } from "./ranges";
import type { Database } from "./schema";

export interface MemberAt {
  readonly height: number;
  readonly consAddress: ConsHex;
  readonly power: bigint;
  readonly joinHeight: number;
}

/**
 * Members of one consumer's stored set at each of some heights. A member's row holds over many of them, so the ranges are read
 * once and told for each height here.
 */
export async function listMembersAt(
  db: Kysely<Database>,
  network: string,
  consumerId: string,
  heights: readonly number[],
): Promise<MemberAt[]> {
  const found: MemberAt[] = [];
  for (const stretch of stretchesOf(heights)) {
    const held = heldBetween(
      { table: "stored_validator", network, consumerId, key: ["cons_address"] },
      stretch[0],
      stretch.at(-1) ?? stretch[0],
    );
    const { rows } = await sql<{
      cons_address: string;
      power: string;
      join_height: bigint;
      from_height: bigint;
      until_height: bigint;
    }>`select cons_address, power, join_height, from_height, until_height from (${held}) held`.execute(db);
    for (const row of rows) {
      const member = {
        consAddress: row.cons_address as ConsHex,
        power: BigInt(row.power),
        joinHeight: Number(row.join_height),
      };
      const [from, until] = [Number(row.from_height), Number(row.until_height)];
      for (const height of stretch) if (from <= height && height < until) found.push({ height, ...member });
    }
  }
  return found;
}
