import type { CountryCode } from 'libphonenumber-js'
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import * as z from 'zod'
import { badValue, invalid, Refusal } from '../refusal.ts'
import { COUNTRIES } from './countries.ts'
import type { ValueType } from './type.ts'
import { exact, parse, textIn, unwrap, words } from './type.ts'

/** Domains, addresses and telephone numbers: several values, each in a normal form. */

const TEXT = z.string()
const SECOND_LEVEL = new Set(['ac', 'co', 'com', 'edu', 'gov', 'net', 'nhs', 'or', 'org'])

/** What is registered: the last two labels, or three under a country's second level such as co.uk. */
function rootOf(host: string): string {
  const labels = host.split('.')
  const country = labels.at(-1)?.length === 2 && SECOND_LEVEL.has(labels.at(-2) ?? '')
  return labels.slice(country ? -3 : -2).join('.')
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

export const domain: ValueType = {
  coerce(given, setting) {
    const bare = parse(TEXT, unwrap(given, 'domain', setting, true), setting)
    if (bare instanceof Refusal) return bare
    const host = bare
      .trim()
      .toLowerCase()
      .replace(/^[a-z]+:\/\//, '')
      .replace(/[/?#:].*$/, '')
    return HOST.test(host)
      ? { domain: host, root_domain: rootOf(host) }
      : badValue(setting.attribute.slug, [invalid(['domain'])])
  },
  key: (data) => textIn(data, 'domain'),
  read: ({ domain, root_domain }) => ({ domain, root_domain }),
  properties: {
    domain: words('domain', '$not_empty'),
    root_domain: words('root_domain', '$not_empty'),
  },
  main: 'domain',
  mayBeMany: true,
  mayBeUnique: true,
  creatable: false,
}

const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/

export const emailAddress: ValueType = {
  coerce(given, setting) {
    const bare = parse(TEXT, unwrap(given, 'email_address', setting, true), setting)
    if (bare instanceof Refusal) return bare
    const address = bare.trim().toLowerCase()
    const at = address.lastIndexOf('@')
    const [local, host] = [address.slice(0, Math.max(0, at)), address.slice(at + 1)]
    if (!LOCAL.test(local) || !HOST.test(host))
      return badValue(setting.attribute.slug, [invalid(['email_address'], 'Invalid email address')])
    return {
      original_email_address: bare.trim(),
      email_address: address,
      email_domain: host,
      email_root_domain: rootOf(host),
      email_local_specifier: local,
    }
  },
  key: (data) => textIn(data, 'email_address'),
  read: (data) => ({
    original_email_address: data['original_email_address'],
    email_address: data['email_address'],
    email_domain: data['email_domain'],
    email_root_domain: data['email_root_domain'],
    email_local_specifier: data['email_local_specifier'],
  }),
  properties: {
    email_address: words('email_address'),
    email_domain: words('email_domain'),
    email_root_domain: words('email_root_domain'),
    email_local_specifier: words('email_local_specifier'),
  },
  main: 'email_address',
  mayBeMany: true,
  mayBeUnique: true,
  creatable: false,
}

const PhoneObject = z.looseObject({
  original_phone_number: z.string(),
  country_code: z.enum(COUNTRIES).nullish(),
})

/** The country given only helps to read the number; where several share a code, it also names one of them. */
function readPhone(original: string, given: string | null) {
  const country: CountryCode | undefined =
    given !== null && isSupportedCountry(given) ? given : undefined
  const phone = parsePhoneNumberFromString(original, country)
  if (!phone?.isPossible()) return null
  return {
    phone_number: phone.number as string,
    original_phone_number: original,
    country_code: phone.country ?? country ?? phone.getPossibleCountries()[0] ?? 'US',
  }
}

export const phoneNumber: ValueType = {
  coerce(given, setting) {
    const shape = z.union([
      z.string().transform((s) => ({ original_phone_number: s })),
      PhoneObject,
    ])
    const written = parse(typeof given === 'object' ? PhoneObject : shape, given, setting)
    if (written instanceof Refusal) return written
    const country = 'country_code' in written ? written.country_code : null
    return (
      readPhone(written.original_phone_number, typeof country === 'string' ? country : null) ??
      badValue(setting.attribute.slug, [invalid(['original_phone_number'])])
    )
  },
  key: (data) => textIn(data, 'phone_number'),
  read: ({ phone_number, original_phone_number, country_code }) => ({
    phone_number,
    original_phone_number,
    country_code,
  }),
  properties: {
    phone_number: words('phone_number'),
    country_code: exact('country_code', '$not_empty'),
  },
  main: 'phone_number',
  mayBeMany: true,
  mayBeUnique: true,
  creatable: true,
}
