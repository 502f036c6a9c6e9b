import { Badge } from "@/components/ui/badge";
import type { PacketView } from "@/lib/api/contracts/packet";
import { STATE_LOOK, STUCK_SHORT } from "./packet-words";

/** Where a packet is, and in a few words what holds it up. */
export function PacketStateMark({ packet: { state, stuckBecause } }: { packet: PacketView }) {
  const { mark, word, tone } = STATE_LOOK[state];
  const isExtra = stuckBecause !== undefined && tone !== "bad";
  return (
    <>
      <Badge mark={mark} tone={stuckBecause === undefined ? tone : "bad"}>
        {word}
      </Badge>
      {isExtra ? <span className="text-bad"> · {STUCK_SHORT[stuckBecause]}</span> : null}
    </>
  );
}
