import * as z from 'zod'
import { Refusal } from '../refusal.ts'
import type { ValueType } from './type.ts'
import { parse, textIn, words } from './type.ts'

const Name = z.looseObject({ first_name: z.string(), last_name: z.string(), full_name: z.string() })

/** "Last, First"; without a comma everything is the first name. */
function split(name: string) {
  const comma = name.indexOf(',')
  const first = name.slice(comma + 1).trim()
  const last = comma < 0 ? '' : name.slice(0, comma).trim()
  return { first_name: first, last_name: last, full_name: [first, last].filter(Boolean).join(' ') }
}

/** A person's name: an object needs all three of its keys. */
export const personalName: ValueType = {
  coerce(given, setting) {
    if (typeof given === 'string') return split(given)
    const name = parse(Name, given, setting)
    if (name instanceof Refusal) return name
    const { first_name, last_name, full_name } = name
    return { first_name, last_name, full_name }
  },
  key: (data) => [data['first_name'], data['last_name'], data['full_name']].join('\n'),
  read: (data) => ({
    first_name: textIn(data, 'first_name'),
    last_name: textIn(data, 'last_name'),
    full_name: textIn(data, 'full_name'),
  }),
  properties: {
    full_name: words('full_name', '$not_empty'),
    first_name: words('first_name', '$not_empty'),
    last_name: words('last_name', '$not_empty'),
  },
  main: 'full_name',
  mayBeMany: false,
  mayBeUnique: false,
  creatable: false,
}
