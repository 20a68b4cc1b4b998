import type { Failure } from '../failure.ts'
import type { Field } from '../field.ts'
import type { Result } from '../result.ts'
import type { Value } from '../value.ts'

/**
 * One kind of field on one vendor's wire. The law (L15): `decode(encode(v))` equals `normal(v)` for every value the field
 * can hold, and `normal` is idempotent: a value in normal form comes home unchanged.
 */
export interface Codec {
  /** What the wire says, or undefined where it says nothing we understand: unknown, which is not empty. */
  decode(wire: unknown, field: Field): Value | undefined
  /** What to send, or why the field cannot hold it. */
  encode(value: Value, field: Field): Result<unknown, Failure>
  /** What the vendor will give back after being sent `value`: its declared rewriting. */
  normal(value: Value, field: Field): Value
}
