import { Badge } from "@/components/ui/badge";
import type { ValidatorListItem } from "@/lib/api/contracts/validator";

/** Where a validator stands on the provider. Jailed outranks the rest: it is why the rest is so. */
export function BondMark({ jailed, active, status }: Pick<ValidatorListItem, "jailed" | "active" | "status">) {
  if (jailed) {
    return (
      <Badge mark="✕" tone="bad">
        jailed, {status}
      </Badge>
    );
  }
  if (active) {
    return (
      <Badge mark="●" tone="text">
        active
      </Badge>
    );
  }
  return (
    <Badge mark="○" tone="muted">
      {status === "bonded" ? "bonded, not active" : status}
    </Badge>
  );
}
