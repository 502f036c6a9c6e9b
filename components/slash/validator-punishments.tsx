"use client";

import { useQuery } from "@tanstack/react-query";
import { usePlace } from "@/components/ui/place";
import { validatorQuery } from "@/lib/api/validator-query";
import { SlashesTable } from "./slashes-table";

/** A validator's jail and slash history with the chain behind each. `any` is what the reader asked with. */
export function ValidatorPunishments({ any }: { any: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(validatorQuery(network, any, height));
  if (!data) return null;
  return (
    <section className="mt-8">
      <SlashesTable
        caption="Jailed and slashed"
        items={data.data.punishments}
        empty="It has never been jailed or slashed in the blocks we have read."
        without={["validator"]}
      />
    </section>
  );
}
