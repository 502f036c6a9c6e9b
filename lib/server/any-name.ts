import { type ParsedAddress, parseAnyAddress } from "@/lib/ics/address";

/**
 * An address or key in any form people paste: bech32 with any prefix, hex with or without `0x`, base64 with or without its
 * padding, or the JSON in which chains write public keys. `undefined` when it is none of these.
 */
export function parseAnyName(text: string): ParsedAddress | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 400) return undefined;
  const plain = trimmed.startsWith("{") ? keyOfJson(trimmed) : trimmed.replace(/^0x/i, "");
  if (plain === undefined) return undefined;
  return parseAnyAddress(plain) ?? (/^[A-Za-z0-9+/]{43}$/.test(plain) ? parseAnyAddress(`${plain}=`) : undefined);
}

/** `{"@type":"/cosmos.crypto.ed25519.PubKey","key":"…"}` as the SDK writes it, or `{"type":"…","value":"…"}` as CometBFT does. */
function keyOfJson(text: string): string | undefined {
  try {
    const { key, value } = JSON.parse(text) as { key?: unknown; value?: unknown };
    const written = key ?? value;
    return typeof written === "string" ? written : undefined;
  } catch {
    return undefined;
  }
}
