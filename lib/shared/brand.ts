declare const brand: unique symbol;

/** A type that looks like `T` but cannot be mixed up with another id of the same shape. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
