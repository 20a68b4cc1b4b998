/** The ways to reach somebody: email addresses, domains, phone numbers. */
import * as z from 'zod'
import { type Result, ok } from '../../result.ts'
import type { Element } from '../../value.ts'
import { readDomain, readEmail } from '../address.ts'
import { type Fit, type Grain, type Misfit, misfit } from '../grain.ts'
import { readPhone } from '../phone.ts'

const Email = z.object({ email_address: z.string() })
const Domain = z.object({ domain: z.string() })
/** Traffic says `phone_number` where the docs page says otherwise (reference 2.4). */
const Phone = z.object({
  phone_number: z.string().nullish(),
  original_phone_number: z.string().nullish(),
})

/** Given back in lower case (reference 2.4). */
export const email: Grain<string> = {
  read(wire) {
    const found = Email.safeParse(wire)
    return found.success ? found.data.email_address : undefined
  },
  fit: (element) =>
    fitted(element, (text) => readEmail(text)?.toLowerCase(), 'it is not an email address'),
  write: (address) => ({ email_address: address }),
}

/** Path, query and case go. */
export const domain: Grain<string> = {
  read(wire) {
    const found = Domain.safeParse(wire)
    return found.success ? found.data.domain : undefined
  },
  fit: (element) => fitted(element, readDomain, 'it is not a domain'),
  write: (name) => ({ domain: name }),
}

/** Only numbers that carry their country are taken; they come back in E.164. */
export const phone: Grain<string> = {
  isExact: true,
  read(wire) {
    const found = Phone.safeParse(wire)
    return found.success
      ? (found.data.phone_number ?? found.data.original_phone_number ?? undefined)
      : undefined
  },
  fit: (element) =>
    fitted(
      element,
      (text) => readPhone(text),
      'it is not a phone number with its country, such as +44 20 7946 0958',
    ),
  write: (number) => ({ original_phone_number: number }),
}

/** A text in its one true form; an empty text is nothing. */
function fitted(
  element: Element,
  read: (text: string) => string | null | undefined,
  why: string,
): Fit<string> {
  if (typeof element !== 'string') return misfit(why)
  if (element.trim() === '') return ok(null)
  const found: Result<string, Misfit> | null = ((text) => (text ? ok(text) : null))(read(element))
  return found ?? misfit(why)
}
