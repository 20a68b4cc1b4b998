import { describe, expect, test } from 'vitest'
import {
  fieldsOf,
  inOrder,
  madeOf,
  pending,
  pointed,
  waitingOf,
  wishOf,
  withoutEnds,
} from '../../extension/frontend/setup/wishes.ts'
import type { MadeTable, TableOffer } from '../../shared/api/making.ts'
import type { Field, Table } from '../../shared/field.ts'

const link = (target: string, more: Partial<Field> = {}): Field => ({
  id: target, name: target, type: 'reference', many: false, access: 'always', required: false, unique: false, native: 'link',
  targets: [target], ...more,
}) // prettier-ignore
const table = (id: string, ...fields: Field[]): Table => ({ id, name: id, fields })
const mirrored = (target: string) => link(target, { many: true, mirror: 'x' })

describe('tables made in one go', () => {
  // Seen red in the order they were ticked: people came before the companies they work at.
  test.each([
    { says: 'as they were named where none links to another', tables: [table('b'), table('a')], order: ['b', 'a'] },
    { says: 'what others link to comes first', tables: [table('people', link('firms')), table('firms')], order: ['firms', 'people'] },
    { says: 'through several', tables: [table('c', link('b')), table('b', link('a')), table('a')], order: ['a', 'b', 'c'] },
    { says: 'a mirror of the link decides nothing', tables: [table('firms', mirrored('people')), table('people', link('firms'))], order: ['firms', 'people'] },
    { says: 'round in a circle each comes once', tables: [table('a', link('b')), table('b', link('a'))], order: ['b', 'a'] },
    { says: 'a link to itself is no matter', tables: [table('a', link('a'))], order: ['a'] },
  ])('$says', ({ tables, order }) => {
    expect(inOrder(tables).map(({ id }) => id)).toEqual(order)
  }) // prettier-ignore

  const plain = (name: string, type: 'text' | 'number' = 'text') => ({ name, type, many: false })
  const row = { from: null, isNeeded: false, says: null, others: [] }
  const OFFER: TableOffer = {
    name: 'People',
    lacks: null,
    fields: [
      { ...row, name: 'Name', make: plain('Name'), isTaken: true },
      { ...row, name: 'Age', make: plain('Age', 'number'), isTaken: true, others: [{ make: plain('Age'), says: 'As words.' }] },
      { ...row, name: 'Firm', make: { ...plain('Firm'), type: 'reference', targets: [pending('firms')] }, isTaken: true },
      { ...row, name: 'Note', make: plain('Note'), isTaken: false },
      { ...row, name: 'Photo', make: null, isTaken: false, says: 'No.' },
    ],
  } // prettier-ignore
  const firms: MadeTable = { id: 'tblF', table: table('tblF'), left: [] }

  test('a link points at the table that was made, and stays away where none was', () => {
    const wish = wishOf(OFFER)
    expect(fieldsOf(OFFER, wish, new Map([['firms', firms]])).map(({ name, targets }) => [name, targets])).toEqual([['Name', undefined], ['Age', undefined], ['Firm', ['tblF']]]) // prettier-ignore
    expect(fieldsOf(OFFER, wish, new Map()).map(({ name }) => name)).toEqual(['Name', 'Age'])
  })

  // Seen red with what links to a later table left out for good: two that link to each other had one link of the two.
  test('a link to what is made later waits for it', () => {
    const wish = wishOf(OFFER)
    const [firm, ...more] = waitingOf(OFFER, wish, new Map())
    expect([firm?.name, more]).toEqual(['Firm', []])
    expect(waitingOf(OFFER, wish, new Map([['firms', firms]]))).toEqual([])
    expect(pointed(firm!, new Map())).toBe(null)
    expect(pointed(firm!, new Map([['firms', firms]]))?.targets).toEqual(['tblF'])
  })

  // Seen red with both ends offered: each relation would have been made twice.
  test('of a relation seen from both its tables one end is offered, at the table that is made last', () => {
    const staff = link('people', { id: 'staff', many: true, mirror: 'firm' })
    const people = table('people', link('firms', { id: 'firm', name: 'Firm', mirror: 'staff' }))
    const make = { ...plain('Staff'), type: 'reference' as const, targets: [pending('people')] }
    const offer: TableOffer = { name: 'Firms', lacks: null, fields: [{ ...row, from: { field: 'staff' }, name: 'Staff', make, isTaken: true }] } // prettier-ignore
    const says = (end: string, other: string) => `${end} of ${other}`
    const first = withoutEnds(offer, table('firms', staff), [people], says)
    expect(first.fields).toMatchObject([{ make: null, isTaken: false, says: 'Firm of people' }])
    expect(withoutEnds(offer, table('firms', staff), [], says)).toEqual(offer)
    const oneWay = link('people', { id: 'staff' })
    expect(withoutEnds(offer, table('firms', oneWay), [people], says)).toEqual(offer)
  })

  test('a field is made of the kind somebody chose, with what is to be known of that', () => {
    const wish = { ...wishOf(OFFER), kinds: new Map([[1, 'text']]) }
    expect(fieldsOf(OFFER, wish, new Map())[1]).toEqual(plain('Age'))
    expect(madeOf(OFFER.fields[1]!, 'text').says).toBe('As words.')
    expect(madeOf(OFFER.fields[1]!, undefined)).toEqual({ make: plain('Age', 'number'), says: null })
  }) // prettier-ignore
})
