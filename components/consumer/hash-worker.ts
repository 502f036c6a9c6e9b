import { hashBlob } from "@/lib/shared/hash-blob";

/** What the worker says of the one file it is given. Cancelling is ending the worker. */
export type HashMessage =
  | { readonly state: "hashing"; readonly bytes: number }
  | { readonly state: "done"; readonly hash: string }
  | { readonly state: "failed"; readonly message: string };

const REPORT_EVERY_MS = 100;
const say = (message: HashMessage) => postMessage(message);

addEventListener("message", ({ data: file }: MessageEvent<File>) => {
  let reported = 0;
  const onProgress = (bytes: number) => {
    const now = performance.now();
    if (now - reported < REPORT_EVERY_MS) return;
    reported = now;
    say({ state: "hashing", bytes });
  };
  hashBlob(file, onProgress).then(
    (hash) => say({ state: "done", hash }),
    (error: unknown) => say({ state: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});
