"use client";

import { useQuery } from "@tanstack/react-query";
import { SetHistory } from "@/components/charts/set-history";
import { Address } from "@/components/ui/address";
import { DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { PanelErrorBoundary } from "@/components/ui/panel-error-boundary";
import { usePlace } from "@/components/ui/place";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { apiPath } from "@/lib/api/api-path";
import { consumerHistoryQuery } from "@/lib/api/consumer-history-query";
import type { ConsumerHistoryView } from "@/lib/api/contracts/history";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { formatUtc } from "@/lib/format/time";
import { fieldValue, fieldWord } from "./change-words";

type Change = ConsumerHistoryView["changes"][number];

/** How large its set was over time, and every change of its record before and after. */
export function ConsumerHistory({ consumerId }: { consumerId: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerHistoryQuery(network, consumerId, height));
  if (!data) return null;
  const view = data.data;
  return (
    <>
      <h1 className="mt-6">{historySentence(view)}</h1>
      {view.setSizes.length > 1 ? (
        <PanelErrorBoundary what="The history of the set">
          <SetHistory points={view.setSizes} />
        </PanelErrorBoundary>
      ) : null}
      <section className="mt-6">
        <DataTable
          caption="What changed on the provider"
          rows={view.changes}
          rowKey={({ height: at }) => String(at)}
          empty="Nothing of it has changed since it was first recorded."
          columns={[
            {
              key: "height",
              label: "Height",
              cell: (row) => <HeightLink height={row.height} to={`/consumers/${view.consumerId}`} />,
            },
            {
              key: "time",
              label: "When",
              cell: ({ time }) => (isUnknown(time) ? <Unknown because={time.because} /> : formatUtc(time)),
            },
            {
              key: "what",
              label: "Before → after",
              cell: ({ fields }) => <Fields fields={fields} bondDenom={view.bondDenom} />,
            },
            {
              key: "tx",
              label: "Transaction",
              isQuiet: ({ txHash }) => txHash === undefined,
              cell: ({ txHash }) => (txHash ? <Address value={txHash} what="transaction hash" isHash /> : null),
            },
          ]}
        />
      </section>
      <p className="mt-3 text-muted">
        <a href={apiPath(network, `/consumers/${view.consumerId}/history`, height)}>The same as JSON</a>
      </p>
    </>
  );
}

function historySentence({ changes, setSizes }: ConsumerHistoryView): string {
  const sizes = setSizes.map(({ validators }) => validators);
  const [last, newest] = [setSizes.at(-1), changes[0]];
  const set =
    last === undefined
      ? "It has never had a set"
      : last.validators === 0
        ? `Its set is empty since height ${last.height}; at most it had ${count(Math.max(...sizes), "validator")}`
        : `Its set has ${count(last.validators, "validator")}, between ${Math.min(...sizes)} and ${Math.max(...sizes)} so far`;
  const record =
    newest === undefined
      ? "nothing of its record has changed"
      : `its record changed ${changes.length === 1 ? "once" : `${changes.length} times`}, last at height ${newest.height}`;
  return `${set}; ${record}.`;
}

function Fields({ fields, bondDenom }: { fields: Change["fields"]; bondDenom: string | undefined }) {
  return (
    <ul>
      {fields.map(({ field, from, to, added, removed }) => (
        <li key={field}>
          {fieldWord(field)}:{" "}
          {added || removed ? (
            <Entries added={added ?? []} removed={removed ?? []} />
          ) : (
            <>
              <span className="text-muted">{fieldValue(field, from, bondDenom)} →</span>{" "}
              {fieldValue(field, to, bondDenom)}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

const ADDRESS = /^[a-z]{2,40}1[02-9ac-hj-np-z]{38,}$/;

function Entries({ added, removed }: { added: readonly string[]; removed: readonly string[] }) {
  const entry = (text: string) => (ADDRESS.test(text) ? <Address value={text} /> : safeText(text, 80));
  return (
    <>
      {added.map((text) => (
        <span key={`+${text}`} className="mr-2">
          added {entry(text)}
        </span>
      ))}
      {removed.map((text) => (
        <span key={`-${text}`} className="mr-2 text-muted">
          removed {entry(text)}
        </span>
      ))}
    </>
  );
}
