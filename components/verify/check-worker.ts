import { type CheckedEvidence, checkEvidence } from "@/lib/light/evidence";
import { LightError } from "@/lib/light/light-error";
import { createBrowserCrypto } from "@/lib/verifier/browser-crypto";

/** What the worker says of the one file it is given. */
export type CheckMessage =
  | { readonly state: "holds"; readonly checked: CheckedEvidence }
  | { readonly state: "false"; readonly because: string };

addEventListener("message", ({ data: file }: MessageEvent<File>) => {
  file
    .text()
    .then((text): CheckMessage => ({ state: "holds", checked: checkEvidence(JSON.parse(text), createBrowserCrypto()) }))
    .catch((error: unknown): CheckMessage => {
      if (error instanceof LightError) return { state: "false", because: error.message };
      if (error instanceof SyntaxError) return { state: "false", because: "this file is not JSON" };
      return { state: "false", because: `the file could not be read (${String(error)})` };
    })
    .then((message) => postMessage(message));
});
