/** What can be made in a base, and how it is asked for (reference 3.1 and 4). */
import { type FieldType, type NewField, SELF } from '../../field.ts'
import type { Makes } from '../makes.ts'

export const airtableMakes: Makes = {
  as: {
    text: 'text', longText: 'longText', richText: 'richText', email: 'email', url: 'url', phone: 'phone',
    domain: 'url', number: 'number', percent: 'percent', currency: 'currency', duration: 'duration', rating: 'rating',
    checkbox: 'checkbox', date: 'date', instant: 'instant', choice: 'choice', reference: 'reference',
    name: 'text', place: 'text', file: 'file', barcode: 'barcode',
    // A field of users takes only those of the base: whoever is not in it could not be written.
    person: 'email',
  }, // prettier-ignore
  lists: new Set<FieldType>(['choice', 'reference', 'file']),
  onlyLists: new Set<FieldType>(['reference', 'file']),
  // The neutral digits of a percentage are two more than those that are shown.
  digits: { number: 8, percent: 10, currency: 7, duration: 3 },
  stars: 10,
  currencies: null,
  primary: new Set<FieldType>([
    'text', 'longText', 'email', 'url', 'phone', 'number', 'percent', 'currency', 'duration', 'date', 'instant', 'barcode',
  ]), // prettier-ignore
  splitsPlaces: true,
  names: [],
}

const DATE = { dateFormat: { name: 'local' } }

type Made = { readonly type: string; readonly options?: { readonly [name: string]: unknown } }

const PLAIN: Partial<Record<FieldType, string>> = {
  text: 'singleLineText',
  longText: 'multilineText',
  richText: 'richText',
  email: 'email',
  url: 'url',
  phone: 'phoneNumber',
  barcode: 'barcode',
  file: 'multipleAttachments',
}

/** Type and options of a field that is to be made; null for what cannot be. `self` is the table it is made in. */
export function airtableNew(wish: NewField, self: string | null): Made | null {
  const { type, many, choices = [], precision = 0 } = wish
  const plain = PLAIN[type]
  if (plain !== undefined) return { type: plain }
  switch (type) {
    case 'number':
      return { type, options: { precision } }
    case 'percent':
      return { type, options: { precision: Math.max(0, precision - 2) } }
    case 'currency':
      return { type, options: { precision: wish.precision ?? 2, symbol: symbolOf(wish.currency) } }
    case 'duration':
      return {
        type,
        options: { durationFormat: `h:mm:ss${precision > 0 ? `.${'S'.repeat(precision)}` : ''}` },
      }
    case 'rating':
      return { type, options: { icon: 'star', max: wish.max ?? 5, color: 'yellowBright' } }
    case 'checkbox':
      return { type, options: { icon: 'check', color: 'greenBright' } }
    case 'date':
      return { type, options: DATE }
    case 'instant':
      // Everybody reads it in their own zone.
      return {
        type: 'dateTime',
        options: { ...DATE, timeFormat: { name: '24hour' }, timeZone: 'client' },
      }
    case 'choice':
      return {
        type: many ? 'multipleSelects' : 'singleSelect',
        options: { choices: [...new Set(choices)].map((name) => ({ name })) },
      }
    case 'reference': {
      const [target] = wish.targets ?? []
      const linkedTableId = target === SELF ? self : target
      return linkedTableId ? { type: 'multipleRecordLinks', options: { linkedTableId } } : null
    }
    default:
      return null
  }
}

/** As people write it; what has no symbol of its own is written by its code. */
const SYMBOLS: Readonly<Record<string, string>> = {
  USD: '$', EUR: '€', GBP: '£', INR: '₹', ILS: '₪', TRY: '₺', KRW: '₩', NGN: '₦', PHP: '₱', BRL: 'R$', PLN: 'zł', JPY: '¥',
} // prettier-ignore
const symbolOf = (code: string | undefined): string =>
  code === undefined ? '$' : (SYMBOLS[code] ?? code)
