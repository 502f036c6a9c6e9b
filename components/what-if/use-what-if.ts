"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { computeWhatIf, type WhatIf, type WhatIfBase, type WhatIfChanges } from "@/lib/ics/what-if";
import type { WhatIfDone, WhatIfJob } from "./what-if-worker";

/** Up to so many validators the set is computed between two frames; beyond, a worker does it. */
const WORKER_FROM = 200;

/**
 * The set the changes give. The first is computed where it is drawn, on the server as well; those that follow on a large
 * provider come from a worker, and until one has come the last one is shown.
 */
export function useWhatIf(base: WhatIfBase, changes: WhatIfChanges): WhatIf {
  const isLarge = base.validators.length > WORKER_FROM;
  const [first] = useState(() => computeWhatIf(base, changes));
  const [late, setLate] = useState<WhatIf>();
  const own = useMemo(() => (isLarge ? undefined : computeWhatIf(base, changes)), [isLarge, base, changes]);
  const job = useRef(0);
  useEffect(() => {
    if (!isLarge) return;
    const worker = new Worker(new URL("./what-if-worker.ts", import.meta.url), { type: "module" });
    job.current += 1;
    const id = job.current;
    worker.addEventListener("message", ({ data }: MessageEvent<WhatIfDone>) => {
      if (data.id === id) setLate(data.result);
      worker.terminate();
    });
    const message: WhatIfJob = { id, base, changes };
    worker.postMessage(message);
    return () => worker.terminate();
  }, [isLarge, base, changes]);
  return own ?? late ?? first;
}
