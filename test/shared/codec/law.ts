/** The law every codec keeps (L15), as functions that a vendor's tests call with a table of its oddities. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Codec } from '../../../shared/codec/codec.ts'
import type { Field } from '../../../shared/field.ts'
import type { Value } from '../../../shared/value.ts'

/** What the vendor gives back for what it was sent. */
export type Stores = (wire: unknown) => unknown

/** decode(encode(v)) = normal(v); what is refused is left alone by `normal`; and `normal` is idempotent. */
export function keepsTheLaw(
  codec: Codec,
  field: Field,
  values: fc.Arbitrary<Value>,
  stores: Stores,
): void {
  const refused = { all: true }
  fc.assert(
    fc.property(values, (value) => {
      const sent = codec.encode(value, field)
      refused.all &&= !sent.ok
      const normal = codec.normal(value, field)
      // Through JSON, as everything that crosses a wire.
      const home = sent.ok
        ? codec.decode(JSON.parse(JSON.stringify(stores(sent.value) ?? null)), field)
        : value
      expect(home).toEqual(normal)
      expect(codec.normal(normal, field)).toEqual(normal)
    }),
    { numRuns: 300 },
  )
  expect(refused.all, 'the vendor took none of the values').toBe(false)
}

/** No value of any type, right or wrong, makes a codec throw, and no wire does. */
export function neverThrows(codec: Codec, field: Field, values: fc.Arbitrary<Value>): void {
  fc.assert(
    fc.property(values, fc.jsonValue(), (value, wire) => {
      const sent = codec.encode(value, field)
      const normal = codec.normal(value, field)
      codec.decode(wire, field)
      expect(sent.ok ? codec.normal(normal, field) : value).toEqual(normal)
    }),
    { numRuns: 200 },
  )
}
