"use client";

import type { FormEvent, ReactNode } from "react";
import { usePlace } from "@/components/ui/place";
import { placeHref } from "@/components/ui/place-href";
import type { WhatIfView } from "@/lib/api/contracts/what-if";
import { safeText } from "@/lib/format/safe-text";
import type { WhatIfBase, WhatIfChanges } from "@/lib/ics/what-if";
import { formatWhatIf } from "@/lib/ics/what-if-url";

const FIELD = "w-full rounded-md border border-line bg-surface px-2 py-1";

/**
 * The rules as fields. A plain GET form: what it says stands in the address and works without scripts; with scripts every
 * change is written there at once. Fields show what holds, changed or not.
 */
export function WhatIfForm({
  view,
  base,
  changes,
  onChange,
}: {
  view: WhatIfView;
  base: WhatIfBase;
  changes: WhatIfChanges;
  onChange: (form: FormData) => void;
}) {
  const { network, prefix, height } = usePlace();
  const { powerShaping } = base;
  const rules = { ...powerShaping, ...changes.rules };
  const query = formatWhatIf({ ...changes, rules }, base);
  const lines = (name: string) => (query.get(name) ?? "").replaceAll(",", "\n");
  const change = (event: FormEvent<HTMLFormElement>) => onChange(new FormData(event.currentTarget));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    change(event);
  };
  return (
    <form
      action={placeHref({ network, prefix }, "/what-if")}
      aria-label="Rules"
      onBlur={change}
      onSubmit={submit}
      className="no-print my-4 grid gap-4"
    >
      <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] items-start gap-3">
        <Field name="consumer" word="Consumer">
          <select
            id={idOf("consumer")}
            name="consumer"
            defaultValue={view.consumer?.consumerId ?? ""}
            className={FIELD}
            onChange={(event) => event.currentTarget.form?.requestSubmit()}
          >
            <option value="">a chain not yet registered</option>
            {view.consumers.map(({ consumerId, name, chainId }) => (
              <option key={consumerId} value={consumerId}>
                {consumerId} · {safeText(name, 30) || safeText(chainId, 30)}
              </option>
            ))}
          </select>
        </Field>
        <NumberField name="topN" word="Top N (0, 50–100)" value={rules.topN} was={powerShaping.topN} max={100} />
        <NumberField
          name="setCap"
          word="Set cap (0 = none)"
          value={rules.validatorSetCap}
          was={powerShaping.validatorSetCap}
        />
        <NumberField
          name="powerCap"
          word="Power cap, % (0 = none)"
          value={rules.validatorsPowerCap}
          was={powerShaping.validatorsPowerCap}
          max={100}
        />
        <Field
          name="minStake"
          word="Minimum stake, base units"
          was={rules.minStake === powerShaping.minStake ? undefined : powerShaping.minStake}
        >
          <input
            id={idOf("minStake")}
            name="minStake"
            inputMode="numeric"
            defaultValue={rules.minStake}
            maxLength={24}
            className={FIELD}
          />
        </Field>
        <Field
          name="inactive"
          word="Inactive validators"
          was={
            rules.allowInactiveVals === powerShaping.allowInactiveVals
              ? undefined
              : powerShaping.allowInactiveVals
                ? "allowed"
                : "not allowed"
          }
        >
          <select
            id={idOf("inactive")}
            name="inactive"
            defaultValue={rules.allowInactiveVals ? "1" : "0"}
            className={FIELD}
            onChange={(event) => event.currentTarget.form?.requestSubmit()}
          >
            <option value="0">not allowed</option>
            <option value="1">allowed</option>
          </select>
        </Field>
      </div>
      <details open={changes.optIn.length + changes.optOut.length + changes.delegations.length > 0}>
        <summary className="py-1">Lists, opt-ins and delegations</summary>
        <div className="mt-2 grid grid-cols-[repeat(auto-fit,minmax(16rem,1fr))] gap-3">
          <ListField name="allow" word="Allowlist" value={lines("allow")} />
          <ListField name="deny" word="Denylist" value={lines("deny")} />
          <ListField name="priority" word="Priority list" value={lines("priority")} />
          <ListField name="optIn" word="Would opt in" value={lines("optIn")} />
          <ListField name="optOut" word="Would opt out" value={lines("optOut")} />
          <ListField
            name="delegate"
            word="Delegations: operator:base units, negative to take away"
            value={query.getAll("delegate").join("\n")}
          />
        </div>
        <p className="mt-1 text-muted">One validator a line, by operator or consensus address, hex or key.</p>
      </details>
      {height === undefined ? null : <input type="hidden" name="height" value={height} />}
      <p>
        <button type="submit" className="rounded-md border border-accent px-3 py-1 text-accent">
          Compute
        </button>
      </p>
    </form>
  );
}

function Field({
  name,
  word,
  was,
  children,
}: {
  name: string;
  word: string;
  was?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div>
      <label htmlFor={idOf(name)} className="block text-muted">
        {word}
      </label>
      {children}
      {was === undefined ? null : <span className="block text-warn">now {was}</span>}
    </div>
  );
}

function idOf(name: string): string {
  return `what-if-${name}`;
}

function NumberField({
  name,
  word,
  value,
  was,
  max,
}: {
  name: string;
  word: string;
  value: number;
  was: number;
  max?: number;
}) {
  return (
    <Field name={name} word={word} was={value === was ? undefined : String(was)}>
      <input
        id={idOf(name)}
        type="number"
        name={name}
        min={0}
        max={max}
        step={1}
        defaultValue={value}
        className={FIELD}
      />
    </Field>
  );
}

function ListField({ name, word, value }: { name: string; word: string; value: string }) {
  return (
    <Field name={name} word={word}>
      <textarea
        id={idOf(name)}
        name={name}
        rows={3}
        defaultValue={value}
        spellCheck={false}
        className={`${FIELD} font-mono text-[0.8572rem]`}
      />
    </Field>
  );
}
