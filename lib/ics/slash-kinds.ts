/** What a validator can be punished for on the provider (ics-protocol.md §6.5). */
export const SLASH_KINDS = ["downtime", "double-sign", "light-client"] as const;
