import { describe, expect, test } from 'vitest'
import { toldOnce } from '../../extension/frontend/mapping/facts.ts'
import { type Access, type Field, ownFields, type Table } from '../../shared/field.ts'

const field = (name: string, access: Access): Field => ({
  id: name, name, type: 'text', many: false, access, required: false, unique: false, native: 'text',
}) // prettier-ignore
const table = (...fields: readonly Field[]): Table => ({
  id: 'people',
  name: 'People',
  fields: [...fields, ...ownFields('attio')],
})

describe('a fact of the record stands once', () => {
  // Seen red with all of them shown: Attio has a “Record ID” and a “Created at” of its own.
  test.each([
    { says: 'the field the service fills in itself stands for it', of: table(field('Record ID', 'never')), used: [], own: [':url', ':created'] },
    { says: 'whatever the case of its name', of: table(field('created AT', 'never')), used: [], own: [':id', ':url'] },
    { says: 'one that people write is something else', of: table(field('Record ID', 'always')), used: [], own: [':id', ':url', ':created'] },
    { says: 'what is in use stays', of: table(field('Record ID', 'never')), used: [':id'], own: [':id', ':url', ':created'] },
  ])('$says', ({ of, used, own }) => {
    const { fields } = toldOnce(of, (id) => used.includes(id))
    expect(fields.map(({ id }) => id).filter((id) => id.startsWith(':'))).toEqual(own)
  }) // prettier-ignore
})
