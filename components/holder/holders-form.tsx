"use client";

import { usePlace } from "@/components/ui/place";

/** What is held, as text: a plain form, so that all of it ends up in the address. */
export function HoldersForm({ v, delegator }: { v: string; delegator: string }) {
  const { prefix, height } = usePlace();
  return (
    <form action={`${prefix}/holders`} method="get" className="no-print mt-8 grid max-w-3xl gap-3">
      {height === undefined ? null : <input type="hidden" name="height" value={height} />}
      <label className="grid gap-1">
        <span>Validators, one a line, up to 50: operator address, moniker, or any other name of theirs</span>
        <textarea
          name="v"
          rows={5}
          defaultValue={v.split(",").join("\n")}
          spellCheck={false}
          className="rounded-[6px] border border-line bg-surface px-2 py-1 font-mono text-[0.9286rem]"
        />
      </label>
      <label className="grid gap-1">
        <span>Or an account, whose delegations are then read from the provider's nodes</span>
        <input
          type="text"
          name="delegator"
          defaultValue={delegator}
          spellCheck={false}
          autoComplete="off"
          maxLength={120}
          className="rounded-[6px] border border-line bg-surface px-2 py-1 font-mono text-[0.9286rem]"
        />
      </label>
      <p>
        <button type="submit" className="rounded-[6px] bg-accent px-3 py-1.5 text-surface">
          Show what they secure
        </button>
      </p>
    </form>
  );
}
