/** What a connection asks of the thread that holds the embedded database. `connection` counts per port. */
export type PgliteRequest =
  | { readonly id: number; readonly connection: number; readonly sql: string; readonly params: readonly unknown[] }
  | { readonly id: number; readonly connection: number; readonly release: true };

export interface PgliteRows {
  readonly rows: Record<string, unknown>[];
  readonly rowCount: number;
  readonly command: string;
}

export type PgliteReply =
  | { readonly id: number; readonly ok: true; readonly result: PgliteRows }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly code?: string };
