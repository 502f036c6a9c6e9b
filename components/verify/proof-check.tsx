"use client";

import { useEffect, useRef, useState } from "react";
import { DataTable } from "@/components/ui/data-table";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import type { CheckedEvidence } from "@/lib/light/evidence";
import type { CheckMessage } from "./check-worker";
import { subjectWords } from "./how-known";

/** A proof file is some hundred kilobytes; beyond this it is none. */
const MAX_BYTES = 64 * 1_048_576;
const ROWS_SHOWN = 200;

type Check = { readonly name: string } & (CheckMessage | { readonly state: "checking" });

/** Checks a proof file in a worker of this page: signatures, headers and rows. Nothing of it leaves the computer. */
export function ProofCheck() {
  const [check, setCheck] = useState<Check>();
  const [isOver, setIsOver] = useState(false);
  const worker = useRef<Worker>(undefined);
  useEffect(() => () => worker.current?.terminate(), []);
  const start = (file: File | undefined) => {
    if (!file) return;
    worker.current?.terminate();
    const { name } = file;
    if (file.size > MAX_BYTES) {
      setCheck({ name, state: "false", because: "it is larger than any proof" });
      return;
    }
    const made = new Worker(new URL("./check-worker.ts", import.meta.url), { type: "module" });
    worker.current = made;
    setCheck({ name, state: "checking" });
    made.onmessage = ({ data }: MessageEvent<CheckMessage>) => {
      setCheck({ name, ...data });
      made.terminate();
    };
    made.onerror = ({ message }) => setCheck({ name, state: "false", because: message || "the worker failed" });
    made.postMessage(file);
  };
  return (
    <div className="mt-4">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the input inside does the same by keyboard */}
      <div
        className={`no-print rounded-[6px] border border-dashed px-4 py-3 ${isOver ? "border-accent bg-surface-2" : "border-line"}`}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          start(event.dataTransfer.files[0]);
        }}
      >
        <label>
          Drop a proof here, or choose one:{" "}
          <input
            type="file"
            accept=".json,application/json"
            className="max-w-full"
            onChange={({ currentTarget }) => {
              start(currentTarget.files?.[0]);
              currentTarget.value = "";
            }}
          />
        </label>
        <p className="text-muted">
          It is checked in this browser; nothing is uploaded, and no server of ours is asked.
        </p>
      </div>
      <div aria-live="polite" className="mt-4">
        {check ? <Outcome check={check} /> : null}
      </div>
    </div>
  );
}

function Outcome({ check }: { check: Check }) {
  const name = safeText(check.name, 80);
  if (check.state === "checking") return <p>Checking the signatures of {name} …</p>;
  if (check.state === "false") {
    return (
      <p className="text-bad">
        <span aria-hidden="true">✕</span> <span className="font-semibold">{name} does not hold:</span>{" "}
        {safeText(check.because, 200)}.
      </p>
    );
  }
  return <Holds name={name} checked={check.checked} />;
}

function Holds({ name, checked }: { name: string; checked: CheckedEvidence }) {
  const { chainId, consumerId, subject, height, says, trust, rows, headers, signatures } = checked;
  return (
    <>
      <p>
        <span className="font-semibold text-ok">
          <span aria-hidden="true">✓</span> {name} holds:
        </span>{" "}
        {subjectWords(safeText(subject, 40))}
        {consumerId === undefined ? "" : ` of consumer ${safeText(consumerId, 20)}`} after block {height} of{" "}
        {safeText(chainId, 50)}.
      </p>
      <p>The explorer showed: {safeText(says, 300)}.</p>
      <p className="break-words text-muted">
        {count(headers, "header")}, {count(signatures, "signature")} and {count(rows.length, "row")} were checked. All
        of it rests on block {trust.height} having the hash{" "}
        <span className="break-all font-mono text-[0.9286rem]">{trust.hash}</span>: compare it with a source you trust.
      </p>
      {rows.length === 0 ? null : (
        <div className="mt-3">
          <DataTable
            caption={<span className="sr-only">Rows that are proven</span>}
            rows={rows.slice(0, ROWS_SHOWN)}
            rowKey={({ store, key }) => `${store} ${key}`}
            empty="none"
            columns={[
              {
                key: "key",
                label: "Key",
                cell: ({ store, key }) => (
                  <span className="break-all font-mono text-[0.9286rem]">
                    {safeText(store, 40)} {safeText(key, 400)}
                  </span>
                ),
              },
              {
                key: "value",
                label: "Value",
                cell: ({ value }) =>
                  value === null ? (
                    "absent"
                  ) : (
                    <span className="break-all font-mono text-[0.9286rem]">{safeText(value, 400) || "empty"}</span>
                  ),
              },
              { key: "says", label: "Read as", cell: (row) => safeText(row.says, 200) },
            ]}
          />
        </div>
      )}
    </>
  );
}
