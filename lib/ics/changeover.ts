import type { ConsumerPhase } from "./types";

/** An update returned by block h decides who signs from block h + 2 on (ics-protocol.md §6.6, §6.8). */
const SET_DELAY_BLOCKS = 2;

/**
 * Where a chain stands that existed before it became a consumer (ics-protocol.md §6.8).
 * - `preparing`: the provider has not launched it
 * - `launched`: the provider waits for its upgrade; its own validators sign
 * - `upgraded`: its consumer module runs; its own validators sign the last block
 * - `switched`: the provider's validators sign
 */
export const CHANGEOVER_STAGES = ["preparing", "launched", "upgraded", "switched"] as const;
export type ChangeoverStage = (typeof CHANGEOVER_STAGES)[number];

export interface ChangeoverInput {
  readonly phase: ConsumerPhase;
  /** Height of its initialization parameters: the one it is to upgrade at. */
  readonly plannedHeight: number;
  /** Block in which its consumer module was set up: there it opens its channel itself. Absent: not yet, or not read. */
  readonly upgradeHeight?: number;
  /** Its last block. Absent while no node of it is read. */
  readonly headHeight?: number;
  /** Whether it ever had a channel on the provider, which takes a running consumer module. */
  readonly hadChannel: boolean;
}

export interface ChangeoverState {
  readonly stage: ChangeoverStage;
  /** Last block that its own validators sign, and first of the provider's: as planned until the upgrade is seen. */
  readonly lastOwnHeight: number;
  readonly firstHeight: number;
}

/** The stage of a changeover, and between which two blocks the sets change. */
export function deriveChangeover(input: ChangeoverInput): ChangeoverState {
  const { plannedHeight, upgradeHeight } = input;
  const firstHeight = (upgradeHeight ?? plannedHeight) + SET_DELAY_BLOCKS;
  return { stage: stageOf(input, firstHeight), lastOwnHeight: firstHeight - 1, firstHeight };
}

function stageOf({ phase, upgradeHeight, headHeight, hadChannel }: ChangeoverInput, firstHeight: number) {
  if (phase === "registered" || phase === "initialized") return "preparing";
  if (upgradeHeight === undefined) return hadChannel ? "switched" : "launched";
  return headHeight !== undefined && headHeight < firstHeight ? "upgraded" : "switched";
}
