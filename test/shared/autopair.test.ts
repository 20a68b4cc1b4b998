import { describe, expect, test } from 'vitest'
import { autopair, autopairRest } from '../../shared/autopair.ts'
import { nameLikeness, naming } from '../../shared/autopair/naming.ts'
import type { Field, FieldType, Table } from '../../shared/field.ts'
import { type Slot, slotKey } from '../../shared/mapping.ts'

type Plain = [name: string, type: FieldType, more?: Partial<Field>]
const table = (id: string, fields: readonly Plain[], primary?: string): Table => ({
  id,
  name: id,
  ...(primary === undefined ? {} : { primary }),
  fields: fields.map(([name, type, more]) => ({
    id: name, name, type, many: false, access: 'always', required: false, unique: false, native: type, ...more,
  })), // prettier-ignore
})
const paired = (left: string, right: string): boolean => left.toLowerCase() === right
const pairsOf = (
  left: Table,
  right: Table,
  own = { left: [] as string[], right: [] as string[] },
) => {
  const { entries, keys } = autopair({ left, right }, paired, own, 1)
  const show = (id: string) => {
    const one = entries.find((entry) => entry.id === id)!
    const sign = { bidirectional: '⇄', push: '→', pull: '←', none: '·' }[one.direction]
    return `${slotKey(one.left)} ${sign} ${slotKey(one.right)}${one.mirrorOf === undefined ? '' : ' (mirror)'}`
  }
  return {
    pairs: entries.map((one) => show(one.id)).sort(),
    keys: keys.map((key) => key.map(show).join(' + ')),
  }
}

describe('fields are paired as a person would', () => {
  test.each<{ says: string; left: Plain[]; right: Plain[]; pairs: string[]; keys: string[] }>([
    {
      says: 'the same name',
      left: [['Industry', 'text']],
      right: [['industry', 'text']],
      pairs: ['Industry ⇄ industry'],
      keys: [],
    },
    {
      says: 'words that say the same, and words that say nothing',
      left: [
        ['Email', 'email'],
        ['Phone', 'phone'],
      ],
      right: [
        ['Email addresses', 'email', { many: true, unique: true }],
        ['Phone numbers', 'phone', { many: true }],
      ],
      pairs: ['Email ⇄ Email addresses', 'Phone ⇄ Phone numbers'],
      keys: ['Email ⇄ Email addresses'],
    },
    {
      says: 'first and last name meet the parts of one name',
      left: [
        ['First name', 'text'],
        ['Last name', 'text'],
      ],
      right: [['Name', 'name']],
      pairs: ['First name ⇄ Name.first', 'Last name ⇄ Name.last'],
      keys: [],
    },
    {
      says: 'city and state meet those of a place',
      left: [
        ['City', 'text'],
        ['Zip code', 'text'],
      ],
      right: [['Primary location', 'place']],
      pairs: ['City ⇄ Primary location.locality', 'Zip code ⇄ Primary location.postcode'],
      keys: [],
    },
    {
      says: 'only in the directions both allow',
      left: [
        ['Total', 'number', { access: 'never' }],
        ['Score', 'number'],
      ],
      right: [
        ['Total', 'number'],
        ['Score', 'number', { access: 'never' }],
      ],
      pairs: ['Score ← Score', 'Total → Total'],
      keys: [],
    },
    {
      says: 'a relation only between paired tables',
      left: [
        ['Teams', 'reference', { many: true, targets: ['Teams'] }],
        ['Owners', 'reference', { many: true, targets: ['X'] }],
      ],
      right: [
        ['teams', 'reference', { many: true, targets: ['teams'] }],
        ['owners', 'reference', { many: true, targets: ['y'] }],
      ],
      pairs: ['Teams ⇄ teams'],
      keys: [],
    },
    {
      says: 'nothing that cannot be converted',
      left: [['Files', 'file', { many: true }]],
      right: [['Files', 'number']],
      pairs: [],
      keys: [],
    },
    {
      says: 'codes are the keys where nothing is unique',
      left: [
        ['Name', 'text'],
        ['Committee ID', 'text'],
      ],
      right: [
        ['Name', 'text'],
        ['Committee ID', 'text'],
      ],
      pairs: ['Committee ID ⇄ Committee ID', 'Name ⇄ Name'],
      keys: ['Committee ID ⇄ Committee ID'],
    },
  ])('$says', ({ left, right, pairs, keys }) => {
    expect(pairsOf(table('L', left), table('R', right))).toEqual({ pairs, keys })
  })

  test('fields of our own are left alone', () => {
    const both: Plain[] = [['Record ID', 'text']]
    expect(
      pairsOf(table('L', both), table('R', both), { left: ['Record ID'], right: ['Record ID'] })
        .pairs,
    ).toEqual([])
  })

  test('what a record is called is its key when nothing tells more', () => {
    const both: Plain[] = [['Name', 'text']]
    expect(pairsOf(table('L', both, 'Name'), table('R', both)).keys).toEqual(['Name ⇄ Name'])
  })

  test('of a relation and its mirror only the single end is written', () => {
    const refs = (target: string): Plain[] => [
      ['Parent', 'reference', { targets: [target], mirror: 'Children', many: target === 'Teams' }],
      ['Children', 'reference', { targets: [target], mirror: 'Parent', many: true }],
    ]
    expect(pairsOf(table('Teams', refs('Teams')), table('teams', refs('teams'))).pairs).toEqual([
      'Children ⇄ Children (mirror)',
      'Parent ⇄ Parent',
    ])
  })
})

describe('what is left pairs itself beside the pairs there are', () => {
  const NAMES: Plain[] = [['First name', 'text'], ['Last name', 'text'], ['Email', 'email'], ['Work email', 'email']] // prettier-ignore
  const whole: Plain[] = [['Name', 'name'], ['Email addresses', 'email', { many: true }], ['Work email', 'email']] // prettier-ignore
  const slot = (key: string): Slot => {
    const [field = '', part] = key.split('.')
    return part === undefined ? { field } : { field, part }
  }
  // Seen red with what is paired not held against what would pair itself.
  test.each<{
    says: string
    met: [string, string][]
    rest: string[]
    left?: Plain[]
    right?: Plain[]
  }>([
    {
      says: 'all of it, where nothing is paired',
      met: [],
      rest: [
        'Email ⇄ Email addresses',
        'First name ⇄ Name.first',
        'Last name ⇄ Name.last',
        'Work email ⇄ Work email',
      ],
    },
    {
      says: 'not what is paired, nor the whole of what is paired in part',
      met: [
        ['First name', 'Name.first'],
        ['Work email', 'Work email'],
      ],
      rest: ['Email ⇄ Email addresses', 'Last name ⇄ Name.last'],
    },
    {
      says: 'what a person paired otherwise stays, and its likely partners are free for nobody else who is not like them',
      met: [
        ['Last name', 'Name'],
        ['Email', 'Work email'],
        ['Work email', 'Email addresses'],
      ],
      rest: [],
    },
    {
      says: 'a pair with a field that is gone takes nothing out',
      met: [
        ['Gone', 'Name.first'],
        ['Last name', 'Lost'],
      ],
      rest: [
        'Email ⇄ Email addresses',
        'First name ⇄ Name.first',
        'Last name ⇄ Name.last',
        'Work email ⇄ Work email',
      ],
    },
    {
      says: 'not the other end of a relation that is paired',
      left: [
        ['Parent', 'reference', { targets: ['L'], mirror: 'Children' }],
        ['Children', 'reference', { targets: ['L'], mirror: 'Parent', many: true }],
      ],
      right: [
        ['Parent', 'reference', { targets: ['l'], mirror: 'Children' }],
        ['Children', 'reference', { targets: ['l'], mirror: 'Parent', many: true }],
      ],
      met: [['Parent', 'Parent']],
      rest: [],
    },
  ])('$says', ({ met, rest, left = NAMES, right = whole }) => {
    const found = autopairRest(
      { left: table('L', left), right: table('R', right) },
      paired,
      { left: [], right: [] },
      met.map(([a, b]) => ({ left: slot(a), right: slot(b) })),
    )
    expect(found.map((one) => `${slotKey(one.left)} ⇄ ${slotKey(one.right)}`).sort()).toEqual(rest)
    expect(found.filter(({ sure = 0 }) => sure < 0.7)).toEqual([])
  })
})

test.each([
  ['Email', 'email', 0.99, 'the same words'],
  ['Email', 'Email addresses', 0.95, 'the same idea'],
  ['Website', 'URL', 0.95, 'another word for it'],
  ['Teléfono', 'Phone numbers', 0.95, 'in another language'],
  ['Angebotsnummer', 'Offer number', 0.95, 'two ideas in one word'],
  ['Notice', 'Notice period', 0.825, 'one says all of the other, and more'],
  ['Diet', 'Dietary needs', (0.7 + 0.25 * 0.4) * 0.95, 'a word that begins like the other'],
  ['Mobile', 'Phone', (0.7 + 0.25 * 0.8) * 0.95, 'a wider idea'],
  ['Count', 'Country', 0, 'two ideas that only begin alike'],
  ['Current salary', 'Desired salary', 0.35, 'each says something of its own'],
  ['Colour', 'Size', 0, 'nothing in common'],
])('“%s” and “%s” are alike by %d: %s', (a, b, likeness) => {
  expect(nameLikeness(naming(a), naming(b))).toBeCloseTo(likeness, 5)
  expect(nameLikeness(naming(b), naming(a))).toBeCloseTo(likeness, 5)
})
