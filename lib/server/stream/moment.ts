import "server-only";
import type { FindingView } from "@/lib/api/contracts/common";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import type { OverviewView } from "@/lib/api/contracts/network";
import type { SlashItem } from "@/lib/api/contracts/slash";
import { DIRECTIONS, type Direction, type LaneProgress } from "@/lib/ics/packet-lane";
import type { ServerDeps } from "../deps";
import { readFrame, type ViewAt } from "../frame";
import type { ReadFault } from "../outcome";
import { readConsumers } from "../read-consumers";
import { readOverview } from "../read-overview";
import { readSlashes } from "../read-slashes";

/** What a stream tells changes of, at one provider block. */
export interface Moment {
  readonly height: number;
  /** The overview as the API answers it: what every live page's shell shows. */
  readonly overview: { readonly data: OverviewView; readonly asOf: { chainId: string; height: number; time: string } };
  readonly consumers: readonly ConsumerListItem[];
  readonly findings: readonly FindingView[];
  readonly slashes: readonly SlashItem[];
  readonly lanes: readonly {
    readonly consumerId: string;
    readonly direction: Direction;
    readonly progress: LaneProgress;
  }[];
}

/** The network at a height, or at its head. All of it comes from the caches that pages are drawn from. */
export async function readMoment(deps: ServerDeps, network: string, at: ViewAt): Promise<Moment | ReadFault> {
  const frame = await readFrame(deps, network, at);
  if (frame.state === "fault") return frame;
  const pinned = { height: frame.snapshot.height };
  const wanted = at.height === undefined ? at : pinned;
  const [overview, consumers, slashes] = await Promise.all([
    readOverview(deps, network, wanted),
    readConsumers(deps, network, wanted),
    readSlashes(deps, network, wanted),
  ]);
  if (overview.state === "fault") return overview;
  if (consumers.state === "fault") return consumers;
  return {
    height: overview.asOf.height,
    overview: { data: overview.data, asOf: overview.asOf },
    consumers: consumers.data,
    findings: overview.data.findings,
    slashes: slashes.state === "ok" ? slashes.data : [],
    lanes: [...frame.sides.byConsumer].flatMap(([consumerId, { lanes }]) =>
      lanes ? DIRECTIONS.map((direction) => ({ consumerId, direction, progress: lanes[direction].progress })) : [],
    ),
  };
}
