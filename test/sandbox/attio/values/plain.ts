import * as z from 'zod'
import { Refusal } from '../refusal.ts'
import type { Property, ValueType } from './type.ts'
import { EQUALITY, numberIn, parse, RANGE, textIn, unwrap, words } from './type.ts'

/** Text, checkbox, number, currency and rating: one value, kept nearly as written. */

const TEXT = z.string()
const NUMBER = z.number()
const fourDecimals = (value: number): number => Math.round(value * 10_000) / 10_000

const NUMERIC = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .transform(Number)

const amount = (field: string): Property => ({
  operators: RANGE,
  operand: (given) => (typeof given === 'number' ? given : undefined),
  of: ({ data }) => numberIn(data, field),
})

export const text: ValueType = {
  coerce(given, setting) {
    const bare = parse(TEXT, unwrap(given, 'value', setting), setting)
    return bare instanceof Refusal ? bare : { value: bare }
  },
  key: (data) => textIn(data, 'value'),
  read: ({ value }) => ({ value }),
  properties: { value: words('value', '$not_empty') },
  main: 'value',
  mayBeMany: false,
  mayBeUnique: true,
  creatable: true,
}

export const checkbox: ValueType = {
  coerce(given, setting) {
    const shape = z.union([z.boolean(), z.enum(['true', 'false']).transform((s) => s === 'true')])
    const bare = parse(shape, unwrap(given, 'value', setting), setting)
    return bare instanceof Refusal ? bare : { value: bare }
  },
  key: (data) => String(data['value']),
  read: ({ value }) => ({ value }),
  properties: {
    value: {
      operators: EQUALITY,
      operand: (given) => (typeof given === 'boolean' ? given : undefined),
      of: ({ data }) => data['value'] ?? null,
    },
  },
  main: 'value',
  mayBeMany: false,
  mayBeUnique: false,
  creatable: true,
}

export const number: ValueType = {
  coerce(given, setting) {
    const bare = parse(NUMBER, unwrap(given, 'value', setting), setting)
    return bare instanceof Refusal ? bare : { value: fourDecimals(bare) }
  },
  key: (data) => String(data['value']),
  read: ({ value }) => ({ value }),
  properties: { value: amount('value') },
  main: 'value',
  mayBeMany: false,
  mayBeUnique: true,
  creatable: true,
}

/** The code is the attribute's own, whatever was written. */
export const currency: ValueType = {
  coerce(given, setting) {
    const bare = parse(
      z.union([z.number(), NUMERIC]),
      unwrap(given, 'currency_value', setting),
      setting,
    )
    return bare instanceof Refusal ? bare : { currency_value: fourDecimals(bare) }
  },
  key: (data) => String(data['currency_value']),
  read: ({ currency_value }, { attribute }) => ({
    currency_code: attribute.currency?.code ?? null,
    currency_value,
  }),
  properties: {
    currency_value: {
      ...amount('currency_value'),
      operand: (given) => {
        const parsed = z.union([z.number(), NUMERIC]).safeParse(given)
        return parsed.success ? parsed.data : undefined
      },
    },
  },
  main: 'currency_value',
  mayBeMany: false,
  mayBeUnique: false,
  creatable: true,
}

export const rating: ValueType = {
  ...number,
  coerce(given, setting) {
    const bare = parse(z.number().int().min(0).max(5), unwrap(given, 'value', setting), setting)
    return bare instanceof Refusal ? bare : { value: bare }
  },
  mayBeUnique: false,
}
