import { CopyButton } from "./copy-button";

/** Commands that ask nodes the question a view answers, for whoever would rather not believe us. One line each. */
export function NodeCommand({ commands }: { commands: readonly string[] }) {
  const text = commands.join("\n");
  return (
    <details className="no-print mt-2 text-muted">
      <summary className="py-0.5">Ask a node the same</summary>
      <pre className="whitespace-pre-wrap break-all font-mono text-[0.8572rem]">{text}</pre>
      <p>
        Copy the {commands.length === 1 ? "command" : "commands"} <CopyButton value={text} what="command" /> The address
        in it is a node's RPC; what comes back is protobuf in base64.
      </p>
    </details>
  );
}
