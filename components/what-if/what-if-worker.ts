import { computeWhatIf, type WhatIf, type WhatIfBase, type WhatIfChanges } from "@/lib/ics/what-if";

export interface WhatIfJob {
  readonly id: number;
  readonly base: WhatIfBase;
  readonly changes: WhatIfChanges;
}
export interface WhatIfDone {
  readonly id: number;
  readonly result: WhatIf;
}

/** Computes sets too large to compute between two frames. */
self.addEventListener("message", ({ data: { id, base, changes } }: MessageEvent<WhatIfJob>) => {
  const done: WhatIfDone = { id, result: computeWhatIf(base, changes) };
  self.postMessage(done);
});
