/** The `response` of `/abci_query`, as CometBFT 0.38 writes it: every field present, 64-bit integers as text. */
export interface AbciResponse {
  code: number;
  log: string;
  info: string;
  index: string;
  key: string | null;
  value: string | null;
  proofOps: { ops: unknown[] } | null;
  height: string;
  codespace: string;
}

export function success(height: number): AbciResponse {
  return {
    code: 0,
    log: "",
    info: "",
    index: "0",
    key: null,
    value: null,
    proofOps: null,
    height: String(height),
    codespace: "",
  };
}

export function refusal(code: number, log: string): AbciResponse {
  return { ...success(0), code, log, codespace: "sdk" };
}

export function notRecorded(what: string): AbciResponse {
  return refusal(6, `not recorded: ${what}`);
}
