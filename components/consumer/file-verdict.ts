/** What the provider names of a launch; lower-case hex, left out where it names none. */
export interface NamedHashes {
  readonly genesisHash?: string | undefined;
  readonly binaryHash?: string | undefined;
}

export interface FileVerdict {
  readonly tone: "ok" | "bad" | "muted";
  readonly sentence: string;
}

const SHA256_HEX = 64;

/** What the SHA-256 of a file says about it. */
export function fileVerdict(fileName: string, hash: string, { genesisHash, binaryHash }: NamedHashes): FileVerdict {
  if (hash === genesisHash && hash === binaryHash)
    return { tone: "ok", sentence: `${fileName} has the hash that the provider names for both genesis and binary.` };
  if (hash === genesisHash) return { tone: "ok", sentence: `${fileName} is the genesis file the provider names.` };
  if (hash === binaryHash) return { tone: "ok", sentence: `${fileName} is the binary the provider names.` };
  const named = [genesisHash, binaryHash].filter((known) => known !== undefined);
  if (named.length === 0)
    return { tone: "muted", sentence: `The provider names no hash that ${fileName} could be compared with.` };
  if (named.every((known) => known.length !== SHA256_HEX))
    return {
      tone: "muted",
      sentence: `What the provider names is no SHA-256, so ${fileName} cannot be compared with it.`,
    };
  const what =
    genesisHash === undefined
      ? "the binary"
      : binaryHash === undefined
        ? "the genesis file"
        : "neither the genesis file nor the binary";
  return {
    tone: "bad",
    sentence:
      named.length === 2
        ? `${fileName} is ${what} the provider names.`
        : `${fileName} is not ${what} the provider names.`,
  };
}
