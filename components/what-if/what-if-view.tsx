"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { placeHref } from "@/components/ui/place-href";
import { apiPath } from "@/lib/api/api-path";
import type { WhatIfView as View } from "@/lib/api/contracts/what-if";
import type { Envelope } from "@/lib/api/get-json";
import { whatIfBase } from "@/lib/api/what-if-base";
import { whatIfQuery } from "@/lib/api/what-if-query";
import { safeText } from "@/lib/format/safe-text";
import type { PowerShaping } from "@/lib/ics/types";
import type { WhatIfBase, WhatIfChanges } from "@/lib/ics/what-if";
import { formatWhatIf, parseWhatIf, type WhatIfParams } from "@/lib/ics/what-if-url";
import { SetFigures } from "./set-figures";
import { namedRows, SetTable } from "./set-table";
import { TopNLine } from "./top-n-line";
import { useWhatIf } from "./use-what-if";
import { WhatIfForm } from "./what-if-form";
import { whatIfSentence } from "./what-if-words";

/** Folded away at first, so they need not come with the page. */
const CapArithmetic = dynamic(() => import("./cap-arithmetic").then((module) => module.CapArithmetic));
const Outsiders = dynamic(() => import("./outsiders").then((module) => module.Outsiders));
const MessagePanel = dynamic(() => import("./message-panel").then((module) => module.MessagePanel));

/** The set the next epoch would give under other rules, beside today's. Everything the reader sets stands in the address. */
export function WhatIfView({ consumerId }: { consumerId: string | undefined }) {
  const { network, height } = usePlace();
  const { data } = useQuery(whatIfQuery(network, consumerId, height));
  return data ? <Loaded answer={data} /> : null;
}

function Loaded({ answer }: { answer: Envelope<View> }) {
  const place = usePlace();
  const search = useSearchParams();
  const { data: view, asOf } = answer;
  const base = useMemo(() => whatIfBase({ data: view, providerHeight: asOf.height }), [view, asOf.height]);
  const { changes, faults } = useMemo(() => parseWhatIf(paramsOf(search), base), [search, base]);
  const what = useWhatIf(base, changes);
  const rows = useMemo(() => namedRows(what, view, base), [what, view, base]);
  const isLaunched = view.consumer?.phase === "launched";
  // The form keeps what the reader types while it writes the address itself; an address from elsewhere fills it anew.
  const text = search.toString();
  const [written, setWritten] = useState(text);
  const [form, setForm] = useState({ key: 0, text });
  if (text !== form.text) setForm({ key: text === written ? form.key : form.key + 1, text });
  const go = (consumerId: string | undefined, wanted: WhatIfChanges, isOfForm: boolean) => {
    const query = formatWhatIf(withoutIdle(wanted, base), base);
    if (consumerId !== undefined) query.set("consumer", consumerId);
    if (place.height !== undefined) query.set("height", String(place.height));
    const href = `${placeHref({ network: place.network, prefix: place.prefix }, "/what-if")}?${query}`;
    if (consumerId !== view.consumer?.consumerId) window.location.assign(href);
    else if (`?${query}` !== window.location.search) {
      if (isOfForm) setWritten(query.toString());
      window.history.pushState(null, "", href);
    }
  };
  const onChange = (form: FormData) => {
    const params = Object.fromEntries([...new Set(form.keys())].map((key) => [key, form.getAll(key).map(String)]));
    const consumer = String(form.get("consumer") ?? "");
    go(consumer === "" ? undefined : consumer, parseWhatIf(delegationsByLine(params), base).changes, true);
  };
  const onRead = (rules: Partial<PowerShaping>) => go(view.consumer?.consumerId, { ...changes, rules }, false);
  const name = view.consumer && (safeText(view.consumer.name, 40) || safeText(view.consumer.chainId, 40));
  return (
    <>
      <h1>{whatIfSentence(what, isLaunched, search.size > (place.height === undefined ? 1 : 2))}</h1>
      <p className="mt-1 text-muted">
        {view.consumer ? (
          <>
            <PlaceLink to={`/consumers/${view.consumer.consumerId}`}>
              <bdi>{name}</bdi>
            </PlaceLink>
            {isLaunched
              ? ", from its rules and everybody's stake at this height."
              : ", which has not launched, from its rules."}
          </>
        ) : (
          "A chain that is not registered yet: no rules, nobody opted in."
        )}{" "}
        Computed in your browser, exactly as the provider does at an epoch.
      </p>
      {faults.length === 0 ? null : (
        <ul className="mt-3 text-warn">
          {faults.map((fault) => (
            <li key={fault}>{safeText(fault, 300)}</li>
          ))}
        </ul>
      )}
      <WhatIfForm key={form.key} view={view} base={base} changes={changes} onChange={onChange} />
      <SetFigures what={what} base={base} view={view} />
      <SetTable rows={rows} isLaunched={isLaunched} />
      <TopNLine what={what} base={base} rows={rows} denom={view.bondDenom} />
      <CapArithmetic what={what} rows={rows} />
      <Outsiders what={what} rows={rows} powerReduction={base.powerReduction} denom={view.bondDenom} />
      <MessagePanel view={view} rules={what.input.powerShaping} onRead={onRead} />
      <p className="mt-4 text-muted">
        A validator that would become bonded or unbonded by a delegation is left as it is.{" "}
        <a
          href={apiPath(
            place.network,
            "/what-if",
            place.height,
            view.consumer ? { consumer: view.consumer.consumerId } : {},
          )}
        >
          What it is computed from, as JSON
        </a>
      </p>
    </>
  );
}

function paramsOf(search: URLSearchParams): WhatIfParams {
  return Object.fromEntries([...new Set(search.keys())].map((key) => [key, search.getAll(key)]));
}

/** In the form one delegation stands on a line; in the address each is a parameter. */
function delegationsByLine(params: Record<string, string[]>): WhatIfParams {
  return { ...params, delegate: (params.delegate ?? []).flatMap((text) => text.split(/\s+/)) };
}

/** Rules that are as they were need not stand in the address. */
function withoutIdle(changes: WhatIfChanges, { powerShaping }: WhatIfBase): WhatIfChanges {
  const rules = Object.fromEntries(
    Object.entries(changes.rules).filter(
      ([name, value]) => String(value) !== String(powerShaping[name as keyof PowerShaping]),
    ),
  );
  return { ...changes, rules };
}
