"use client";

import { useEffect, useRef, useState } from "react";
import { Address } from "@/components/ui/address";
import { TONE_TEXT } from "@/components/ui/tone";
import { safeText } from "@/lib/format/safe-text";
import { fileVerdict, type NamedHashes } from "./file-verdict";
import type { HashMessage } from "./hash-worker";

type Check = { readonly name: string; readonly size: number } & (HashMessage | { readonly state: "cancelled" });

/**
 * Compares a file of the reader's with the hashes the provider names. The file is hashed in a worker of this page, piece by
 * piece; nothing of it leaves the computer.
 */
export function FileCheck({ hashes }: { hashes: NamedHashes }) {
  const [check, setCheck] = useState<Check>();
  const [isOver, setIsOver] = useState(false);
  const worker = useRef<Worker>(undefined);
  useEffect(() => () => worker.current?.terminate(), []);

  const start = (file: File | undefined) => {
    if (!file) return;
    worker.current?.terminate();
    const named = { name: file.name, size: file.size };
    const made = new Worker(new URL("./hash-worker.ts", import.meta.url), { type: "module" });
    worker.current = made;
    setCheck({ ...named, state: "hashing", bytes: 0 });
    made.onmessage = ({ data }: MessageEvent<HashMessage>) => {
      setCheck({ ...named, ...data });
      if (data.state !== "hashing") made.terminate();
    };
    made.onerror = ({ message }) => setCheck({ ...named, state: "failed", message: message || "the worker failed" });
    made.postMessage(file);
  };
  const cancel = () => {
    worker.current?.terminate();
    if (check) setCheck({ name: check.name, size: check.size, state: "cancelled" });
  };

  return (
    <div>
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
          Drop a genesis file or a binary here, or choose one:{" "}
          <input
            type="file"
            className="max-w-full"
            onChange={({ currentTarget }) => {
              start(currentTarget.files?.[0]);
              currentTarget.value = "";
            }}
          />
        </label>
        <p className="text-muted">It is hashed in this browser, whatever its size; nothing is uploaded.</p>
      </div>
      <div aria-live="polite" className="mt-2">
        {check ? <Outcome check={check} hashes={hashes} onCancel={cancel} /> : null}
      </div>
    </div>
  );
}

function Outcome({ check, hashes, onCancel }: { check: Check; hashes: NamedHashes; onCancel: () => void }) {
  const name = safeText(check.name, 60);
  switch (check.state) {
    case "hashing": {
      const share = check.size === 0 ? 1 : check.bytes / check.size;
      return (
        <p className="flex flex-wrap items-center gap-x-3">
          <progress max={1} value={share} aria-label={`Hashing ${name}`} />
          <span>
            {Math.floor(share * 100)} % of {name}
          </span>
          <button type="button" className="text-accent underline" onClick={onCancel}>
            Cancel
          </button>
        </p>
      );
    }
    case "cancelled":
      return <p className="text-muted">Cancelled; {name} was not compared.</p>;
    case "failed":
      return (
        <p className="text-bad">
          {name} could not be read: {safeText(check.message, 120)}
        </p>
      );
    case "done": {
      const { tone, sentence } = fileVerdict(name, check.hash, hashes);
      const mark = tone === "ok" ? "✓" : tone === "bad" ? "✕" : "·";
      return (
        <p>
          <span className={`${TONE_TEXT[tone]} font-semibold`}>
            <span aria-hidden="true">{mark}</span> {sentence}
          </span>{" "}
          Its SHA-256 is <Address value={check.hash} what="hash of the file" isHash />.
        </p>
      );
    }
  }
}
