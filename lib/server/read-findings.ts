import "server-only";
import type { FindingView } from "@/lib/api/contracts/common";
import { compareFindings, type Finding } from "@/lib/ics/finding";
import { deriveFindings, deriveNetworkFindings } from "@/lib/ics/findings";
import { moduleAbsentFinding } from "@/lib/ics/module-absent";
import { atOf, endpointsOf, findingsInput } from "./consumer-item";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import { nextReplenish } from "./slash-meter-view";
import { viewAt } from "./view";

/** What needs attention anywhere on the network, worst first. */
export function readFindings(deps: ServerDeps, network: string, at: ViewAt): Promise<ReadResult<FindingView[]>> {
  return viewAt(deps, network, at, (frame) => ({ data: findingsOf(frame) }), ["rewards"]);
}

export function findingsOf(frame: Frame): Finding[] {
  const { snapshot, index, isPinned } = frame;
  const meter = snapshot.meter;
  const candidate = nextReplenish(snapshot);
  const since = atOf(snapshot.meterNegativeSince);
  const { provider } = index;
  const endpoints = !isPinned && provider ? endpointsOf(provider, 1, index.verdicts) : undefined;
  const ofConsumers = snapshot.consumers.flatMap((consumer) => deriveFindings(findingsInput(frame, consumer)));
  const ofModule = frame.moduleAbsent ? [moduleAbsentFinding(frame.moduleAbsent)] : [];
  const ofNetwork = deriveNetworkFindings({
    ...(meter && candidate !== undefined ? { slashMeter: { ...meter, nextReplenishCandidate: candidate } } : {}),
    ...(since ? { meterNegativeSince: since } : {}),
    ...(endpoints?.reachable === 0
      ? { providerSilent: endpoints.lastSeen ? { lastSeen: endpoints.lastSeen } : {} }
      : {}),
    ...(typeof endpoints?.disagree === "object" ? { disagreement: endpoints.disagree } : {}),
  });
  return [...ofModule, ...ofNetwork, ...ofConsumers].sort(compareFindings);
}
