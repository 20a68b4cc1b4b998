/** What can be made in a workspace, and how it is asked for (reference 2.4 and 3.1). */
import { type FieldType, type NewField, SELF } from '../../field.ts'
import type { Makes } from '../makes.ts'

/** Those its schema allows; the New Taiwan dollar goes by a code of its own. */
const CURRENCIES =
  'ARS AUD BRL BGN CAD CLP CNY COP CZK DKK EUR FJD HKD HUF ISK INR IDR ILS JPY KES KRW MYR MXN TWD NZD NGN NOK XPF PEN PHP PLN GBP RWF SAR SGD ZAR SEK CHF THB TRY AED UYU USD'

export const attioMakes: Makes = {
  as: {
    text: 'text', longText: 'text', richText: 'text', url: 'text', domain: 'text', barcode: 'text', name: 'text',
    // Attributes of email addresses cannot be made, and one of members takes only members.
    email: 'text', person: 'text',
    phone: 'phone', number: 'number', percent: 'number', duration: 'number', currency: 'currency', rating: 'rating',
    checkbox: 'checkbox', date: 'date', instant: 'instant', choice: 'choice', reference: 'reference', place: 'place',
  }, // prettier-ignore
  lists: new Set<FieldType>(['choice', 'reference', 'phone']),
  onlyLists: new Set<FieldType>(),
  digits: {},
  stars: 5,
  currencies: new Set(CURRENCIES.split(' ')),
  primary: null,
  splitsPlaces: false,
  names: ['Record ID', 'Created at', 'Created by'],
}

const TYPES: Readonly<Partial<Record<FieldType, string>>> = {
  text: 'text',
  phone: 'phone-number',
  number: 'number',
  currency: 'currency',
  rating: 'rating',
  checkbox: 'checkbox',
  date: 'date',
  instant: 'timestamp',
  choice: 'select',
  reference: 'record-reference',
  place: 'location',
}

/** Type and configuration of an attribute that is to be made; null for what cannot be. `self` is the object it is made in. */
export function attioNew(wish: NewField, self: string) {
  const type = TYPES[wish.type]
  if (type === undefined) return null
  if (wish.type === 'currency') {
    const code = wish.currency === 'TWD' ? 'NTD' : (wish.currency ?? 'USD')
    return { type, config: { currency: { default_currency_code: code, display_type: 'symbol' } } }
  }
  if (wish.type === 'reference') {
    const [target] = wish.targets ?? []
    if (target === undefined) return null
    const allowed_objects = [target === SELF ? self : target]
    return { type, config: { record_reference: { allowed_objects } } }
  }
  return { type, config: {} }
}
