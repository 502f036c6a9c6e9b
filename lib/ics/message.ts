/** What a message says, as JSON: integers as text, bytes as lower-case hex, times as ISO-8601, durations as nanoseconds. */
export type MessageValue =
  | string
  | number
  | boolean
  | readonly MessageValue[]
  | { readonly [field: string]: MessageValue };

/** A message of a transaction or proposal, decoded as far as its type is known to us. */
export interface DecodedMessage {
  /** Type URL, with its slash. Chain text. */
  readonly type: string;
  /** What it says. Absent: we do not know the type, or its bytes are not what the type says. */
  readonly fields?: { readonly [field: string]: MessageValue };
  /** Bytes of a message without `fields`, hex, at most the first 2,048 bytes. */
  readonly raw?: string;
  /** Length of the whole message in bytes. */
  readonly size: number;
  /** Messages it carries (ics-protocol.md §8.1), in order. */
  readonly inner?: readonly DecodedMessage[];
}

/** Message types of the provider and consumer modules (ics-protocol.md §8) start so. */
export const ICS_TYPE_PREFIX = "/interchain_security.ccv.";

/** The messages and everything they carry, in order, outer before inner. */
export function flattenMessages(messages: readonly DecodedMessage[]): DecodedMessage[] {
  return messages.flatMap((message) => [message, ...flattenMessages(message.inner ?? [])]);
}

/** Whether any of the messages is of Interchain Security. */
export function hasIcsMessage(messages: readonly DecodedMessage[]): boolean {
  return flattenMessages(messages).some(({ type }) => type.startsWith(ICS_TYPE_PREFIX));
}

/** `/interchain_security.ccv.provider.v1.MsgOptIn` → `MsgOptIn`. */
export function messageName(type: string): string {
  return type.slice(Math.max(type.lastIndexOf("."), type.lastIndexOf("/")) + 1);
}
