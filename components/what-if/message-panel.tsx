"use client";

import { useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import type { WhatIfView } from "@/lib/api/contracts/what-if";
import type { PowerShaping } from "@/lib/ics/types";
import { readWhatIfMessage, whatIfMessage } from "@/lib/ics/what-if-message";

/** The rules as the file the chain's own command line takes, and back from one. */
export function MessagePanel({
  view,
  rules,
  onRead,
}: {
  view: WhatIfView;
  rules: PowerShaping;
  onRead: (rules: Partial<PowerShaping>) => void;
}) {
  const [said, setSaid] = useState("");
  if (view.prefix === undefined) return null;
  const { consumer } = view;
  const subject =
    consumer === undefined ? { chainId: "my-chain-1", name: "My chain" } : { consumerId: consumer.consumerId };
  const text = whatIfMessage(rules, subject, view.prefix);
  const read = (form: FormData) => {
    const found = readWhatIfMessage(String(form.get("message") ?? ""));
    if (!found) {
      setSaid("No power_shaping_parameters stand in this text; nothing was changed.");
      return;
    }
    const { unread } = found;
    setSaid(unread.length === 0 ? "Read." : `Read, but for ${unread.slice(0, 5).join(", ")}.`);
    onRead(found.rules);
  };
  return (
    <details className="mt-6">
      <summary className="py-1 font-semibold">These rules as a message of the chain's command line</summary>
      <p className="mt-1 max-w-prose text-muted">
        For <code>tx provider {consumer === undefined ? "create-consumer" : "update-consumer"}</code>. Rules that are
        sent replace all rules, so all of them stand here. <CopyButton value={text} what="this message" />
      </p>
      <pre className="mt-1 overflow-x-auto whitespace-pre-wrap break-all rounded-md bg-surface-2 p-3 text-[0.8572rem]">
        {text}
      </pre>
      <form action={read} className="no-print mt-3 grid gap-2">
        <label>
          <span className="block text-muted">Read rules out of a message, a proposal or a transaction</span>
          <textarea
            name="message"
            rows={4}
            spellCheck={false}
            className="w-full rounded-md border border-line bg-surface px-2 py-1 font-mono text-[0.8572rem]"
          />
        </label>
        <p>
          <button type="submit" className="rounded-md border border-accent px-3 py-1 text-accent">
            Read it
          </button>{" "}
          <span role="status">{said}</span>
        </p>
      </form>
    </details>
  );
}
