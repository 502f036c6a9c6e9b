import { Badge } from "@/components/ui/badge";
import type { FindingView } from "@/lib/api/contracts/common";
import { safeText } from "@/lib/format/safe-text";
import { writeOutTimes } from "@/lib/format/time";
import { SEVERITY_LOOK } from "./severity-look";

/** The worst finding as a mark and its code in words; nothing when all is well. */
export function FindingMark({ findings }: { findings: readonly FindingView[] }) {
  const worst =
    findings.find(({ severity }) => severity === "bad") ?? findings.find(({ severity }) => severity === "warn");
  if (!worst) return null;
  const { mark, tone } = SEVERITY_LOOK[worst.severity];
  const more = findings.filter(({ severity }) => severity === "bad" || severity === "warn").length - 1;
  return (
    <span title={safeText(writeOutTimes(worst.sentence), 500)}>
      <Badge mark={mark} tone={tone} canWrap>
        {worst.code.replaceAll("-", " ")}
      </Badge>
      {more > 0 ? <span className="text-muted"> and {more} more</span> : null}
    </span>
  );
}
