import { expect, test } from 'vitest'
import { readPhone } from '../../../shared/codec/phone.ts'

test.each<{ text: string; country?: string; phone: string | null }>([
  { text: '+44 20 7946 0958', phone: '+442079460958' },
  { text: '020 7946 0958', country: 'GB', phone: '+442079460958' },
  { text: '(202) 555-0123', country: 'us', phone: '+12025550123' },
  { text: '+49 30 901820', country: 'US', phone: '+4930901820' },
  { text: '+1 202 555 0123 ext. 5', phone: '+12025550123' },
  { text: '020 7946 0958', phone: null },
  { text: '020 7946 0958', country: 'Britain', phone: null },
  { text: '12345', country: 'US', phone: null },
  { text: 'ask at the reception', country: 'US', phone: null },
  { text: '', country: 'US', phone: null },
])('“$text” at home in $country is $phone', ({ text, country, phone }) => {
  expect(readPhone(text, country)).toBe(phone)
})
