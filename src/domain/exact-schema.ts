import type { z } from 'zod';

/** A type with everything `readonly`: what a schema takes is never marked so, the words of the domain mostly are. */
type Plain<T> = T extends string | number | boolean | null | undefined
  ? T
  : [keyof T] extends [never]
    ? T
    : { readonly [K in keyof T]: Plain<T[K]> };

/** Whether two types are the same to the letter, `readonly` aside. */
type Same<A, B> =
  (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;

/** A schema that says whether a value is a `T` and changes nothing in it. */
export type ExactSchema<T> = z.ZodType<T, T>;

/** A schema for each part of `T`. */
export type ExactSchemas<T> = { readonly [K in keyof T]: ExactSchema<T[K]> };

/**
 * Holds a schema to a type: it does not compile unless the schema describes exactly `T`, with no field, choice or
 * optional mark more or less.
 *
 * @example const failureSchema = exactSchema<DeliveryFailure>()(z.strictObject({ … }))
 */
export function exactSchema<T>() {
  return <S extends ExactSchema<T>>(
    schema: S & (Same<z.output<S>, T> extends true ? unknown : never),
  ): ExactSchema<T> => schema;
}

/** The same for a table of schemas, one for each part of `T`. */
export function exactSchemas<T>() {
  return <S extends ExactSchemas<T>>(
    schemas: S & { readonly [K in keyof T]: Same<z.output<S[K]>, T[K]> extends true ? unknown : never },
  ): ExactSchemas<T> => schemas;
}
