import { decodeMessage } from "../decode-message";

/** One kind of row: its prefix byte, how its key goes on, and what its value says. */
export interface RowSpec<Key, Value> {
  readonly prefix: number;
  readonly key: (tail: Uint8Array) => Key;
  readonly value: (bytes: Uint8Array) => Value;
}

export function row<Key, Value>(
  prefix: number,
  key: (tail: Uint8Array) => Key,
  value: (bytes: Uint8Array) => Value,
): RowSpec<Key, Value> {
  return { prefix, key, value };
}

/** Rows whose presence is all they say. */
export const present = (): true => true;

type Specs = Readonly<Record<string, RowSpec<unknown, unknown>>>;

/** A decoded row, told apart by `name`. */
export type RowOf<T extends Specs> = {
  [Name in keyof T]: {
    readonly name: Name;
    readonly key: ReturnType<T[Name]["key"]>;
    readonly value: ReturnType<T[Name]["value"]>;
  };
}[keyof T];

/**
 * A decoder for all rows of one store. It gives `undefined` for a prefix that is not in the table, and throws `undecodable`
 * when a row of a known prefix has another form.
 */
export function rowDecoder<T extends Specs>(store: string, specs: T) {
  const byPrefix = new Map(Object.entries(specs).map(([name, spec]) => [spec.prefix, { name, spec }]));
  return (key: Uint8Array, value: Uint8Array): RowOf<T> | undefined => {
    const found = byPrefix.get(key[0] ?? -1);
    if (!found) return undefined;
    const { name, spec } = found;
    return decodeMessage(`a row ${name} of ${store}`, () => ({
      name,
      key: spec.key(key.subarray(1)),
      value: spec.value(value),
    })) as RowOf<T>;
  };
}
