import { expect, test } from 'vitest'
import * as z from 'zod'
import { json, jsonOnce, SlotValues } from '../../worker/objects/sync/rows.ts'

const Named = z.object({ name: z.string(), of: z.array(z.string()) })

test('a text that was parsed once gives the same again, and nobody can change it for the others', () => {
  const column = jsonOnce(Named)
  const text = JSON.stringify({ name: 'a', of: ['b'] })
  const first = column.parse(text)
  expect(first).toEqual({ name: 'a', of: ['b'] })
  expect(column.parse(`${text}`)).toBe(first)
  expect(() => first.of.push('c')).toThrow(TypeError)
  expect(column.parse(JSON.stringify({ name: 'a', of: ['c'] }))).toEqual({ name: 'a', of: ['c'] })
})

test.each([
  { says: 'parsed each time', column: json(Named), text: '{"name":1,"of":[]}' },
  { says: 'parsed once', column: jsonOnce(Named), text: '{"name":1,"of":[]}' },
  { says: 'looked at quickly', column: SlotValues, text: '{"a":[["x"]]}' },
])('stored JSON that is not what it should be is refused, $says', ({ column, text }) => {
  expect(column.safeParse(text).success).toBe(false)
  expect(column.safeParse(text).success).toBe(false)
})
