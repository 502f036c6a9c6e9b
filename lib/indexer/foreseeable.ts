import type { DecodedBlock } from "@/lib/chain/types";
import { epochOf, isEpochBoundary } from "@/lib/ics/epoch";
import type { Question } from "./early-answers";
import { touchedByEvents } from "./provider-events";
import type { ProviderFacts } from "./provider-facts";

/** Stake is held against the state at every so manieth epoch; events carry exact amounts (ics-protocol.md §5.5). */
const STATE_CHECK_EPOCHS = 4;

/** Whether stake is held against the state at an epoch block, when so many epochs were seen before it. */
export function isStateCheck(epochsSeen: number): boolean {
  return epochsSeen % STATE_CHECK_EPOCHS === 0;
}

/** What is known after the last block that was taken. */
export interface Taken {
  readonly height: number;
  readonly epochsSeen: number;
  readonly facts: ProviderFacts;
}

/**
 * What the provider's state will be asked at a block that is still to be taken, as far as its own events and the clock of epochs
 * tell: only what is asked in any case, so that no question is put in vain. What depends on blocks in between is not foreseen.
 */
export function foreseeable(block: DecodedBlock, taken: Taken): Question[] {
  const { height } = block;
  const touched = touchedByEvents(block.events);
  const questions: Question[] = [];
  if (isStateCheckAhead(height, taken)) questions.push(["fetchProviderValidators", height]);
  if (touched.params) {
    questions.push(["fetchParams", height], ["fetchRegisteredRewardDenoms", height], ["fetchStakingParams", height]);
  }
  for (const consumerId of touched.consumers) questions.push(["fetchConsumer", consumerId, height]);
  for (const consumerId of touched.optIns) {
    const phase = taken.facts.consumers.get(consumerId)?.phase;
    // An unknown consumer is not asked for, and one that is stopped does not answer (§1.3).
    if (phase === "registered" || phase === "initialized" || phase === "launched")
      questions.push(["fetchOptedIn", consumerId, height]);
  }
  for (const consumerId of touched.keys) questions.push(["fetchAssignedKeys", consumerId, height]);
  if (touched.slashPacket) questions.push(["fetchSlashMeter", height]);
  return questions;
}

function isStateCheckAhead(height: number, { height: from, epochsSeen, facts }: Taken): boolean {
  const blocksPerEpoch = facts.params.get("params")?.blocksPerEpoch;
  if (blocksPerEpoch === undefined || !isEpochBoundary(height, blocksPerEpoch)) return false;
  const between = epochOf(height, blocksPerEpoch) - epochOf(from, blocksPerEpoch) - 1;
  return isStateCheck(epochsSeen + between);
}
