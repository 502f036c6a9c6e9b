"use client";

import { useId, useState } from "react";
import { useIsBrowser } from "@/components/ui/clock";
import { CopyButton } from "@/components/ui/copy-button";
import { type ApiParameter, curlCommand, exampleAddress } from "./api-example";

const SHOWN_CHARACTERS = 3_000;
const FIELD = "w-full rounded-md border border-line bg-surface px-2 py-1 font-mono text-[0.9286rem]";

type Answer =
  | { readonly state: "asking" }
  | { readonly state: "failed"; readonly because: string }
  | { readonly state: "answered"; readonly head: string; readonly body: string };

/** Asks this server, from the reader's browser, when the reader says so. The command beside it asks the same. */
export function TryIt({
  path,
  parameters,
  examples,
  origin,
}: {
  path: string;
  parameters: readonly ApiParameter[];
  /** What fields begin with. */
  examples: Readonly<Record<string, string>>;
  /** Under which readers reach this server. */
  origin: string;
}) {
  const id = useId();
  const isBrowser = useIsBrowser();
  const [values, setValues] = useState(examples);
  const [answer, setAnswer] = useState<Answer>();
  const address = exampleAddress(path, parameters, values);
  const command = curlCommand(origin, address);
  const run = async () => {
    setAnswer({ state: "asking" });
    setAnswer(await ask(address));
  };
  return (
    <form
      className="no-print mt-2"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2 lg:grid-cols-4">
        {parameters.map(({ name, schema }) => (
          <label key={name} htmlFor={`${id}${name}`} className="text-muted">
            {name}
            {schema.enum ? (
              <select
                id={`${id}${name}`}
                className={FIELD}
                value={values[name] ?? ""}
                onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              >
                <option value="">–</option>
                {schema.enum.map((value) => (
                  <option key={value}>{value}</option>
                ))}
              </select>
            ) : (
              <input
                id={`${id}${name}`}
                className={FIELD}
                value={values[name] ?? ""}
                maxLength={200}
                onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              />
            )}
          </label>
        ))}
      </div>
      <p className="mt-2 flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <button
          type="submit"
          className="rounded-md border border-accent px-3 py-1 text-accent disabled:border-line disabled:text-muted"
          disabled={!isBrowser}
        >
          Run
        </button>
        <code className="min-w-0 break-all font-mono text-[0.8572rem]">{command}</code>
        <CopyButton value={command} what="command" />
      </p>
      <output className="block">{answer ? <AnswerText answer={answer} /> : null}</output>
    </form>
  );
}

async function ask(address: string): Promise<Answer> {
  const begun = performance.now();
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(15_000) });
    const text = await response.text();
    const ms = Math.round(performance.now() - begun);
    const left = response.headers.get("ratelimit-remaining");
    const head = `${response.status} · ${ms} ms · ${text.length} characters${left === null ? "" : ` · ${left} requests left`}`;
    return { state: "answered", head, body: indented(text) };
  } catch (error) {
    return { state: "failed", because: error instanceof Error ? error.message : String(error) };
  }
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function AnswerText({ answer }: { answer: Answer }) {
  if (answer.state === "asking") return <span className="text-muted">Asking …</span>;
  if (answer.state === "failed")
    return <span className="text-bad">✕ This server did not answer: {answer.because}</span>;
  const { head, body } = answer;
  return (
    <>
      <span className="text-muted">{head}</span>
      <pre className="mt-1 whitespace-pre-wrap break-all bg-surface-2 p-2 font-mono text-[0.8572rem]">
        {body.slice(0, SHOWN_CHARACTERS)}
        {body.length > SHOWN_CHARACTERS ? "\n…" : ""}
      </pre>
    </>
  );
}
