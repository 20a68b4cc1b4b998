import { describe, expect, test } from 'vitest'
import {
  bareDomain,
  domainOfEmail,
  readDomain,
  readEmail,
  readUrl,
} from '../../../shared/codec/address.ts'

test.each<{ text: string; email: string | null; domain: string | null }>([
  { text: 'ann@acme.com', email: 'ann@acme.com', domain: 'acme.com' },
  { text: ' Ann.Lee+x@Acme.CO.uk ', email: 'Ann.Lee+x@Acme.CO.uk', domain: 'acme.co.uk' },
  { text: 'mailto:ann@acme.com', email: 'ann@acme.com', domain: 'acme.com' },
  { text: 'Ann Lee <ann@acme.com>', email: 'ann@acme.com', domain: 'acme.com' },
  { text: 'ünal@köln.de', email: 'ünal@köln.de', domain: 'köln.de' },
  { text: 'ann@acme', email: null, domain: null },
  { text: 'ann@acme.', email: null, domain: null },
  { text: 'ann@@acme.com', email: null, domain: null },
  { text: 'ann@acme.com, bea@acme.com', email: null, domain: null },
  { text: '@acme.com', email: null, domain: null },
  { text: '', email: null, domain: null },
])('the email address in “$text”', ({ text, email, domain }) => {
  expect(readEmail(text)).toBe(email)
  expect(domainOfEmail(text)).toBe(domain)
})

test.each<{ text: string; domain: string | null }>([
  { text: 'acme.com', domain: 'acme.com' },
  { text: ' WWW.Acme.com. ', domain: 'www.acme.com' },
  { text: 'https://user:pw@shop.acme.co.uk:8080/a/b?c=d#e', domain: 'shop.acme.co.uk' },
  { text: 'http://acme.com?x=1', domain: 'acme.com' },
  { text: 'xn--bcher-kva.example', domain: 'xn--bcher-kva.example' },
  { text: 'bücher.example', domain: 'bücher.example' },
  { text: 'हिन्दी.example', domain: 'हिन्दी.example' },
  { text: '127.0.0.1', domain: null },
  { text: 'acme', domain: null },
  { text: '-acme.com', domain: null },
  { text: 'acme com.de', domain: null },
  { text: `${'a'.repeat(300)}.com`, domain: null },
  { text: '', domain: null },
])('the domain in “$text”', ({ text, domain }) => {
  expect(readDomain(text)).toBe(domain)
})

describe('web addresses', () => {
  test.each<{ text: string; url: string | null }>([
    { text: ' https://acme.com/A ', url: 'https://acme.com/A' },
    { text: 'acme.com/about', url: 'acme.com/about' },
    { text: 'ftp://files', url: 'ftp://files' },
    { text: 'see acme.com', url: null },
    { text: 'acme', url: null },
    { text: '', url: null },
  ])('in “$text”', ({ text, url }) => {
    expect(readUrl(text)).toBe(url)
  })
})

test.each([
  ['www.acme.com', 'acme.com'],
  ['acme.com', 'acme.com'],
  ['www.com', 'www.com'],
  ['www2.acme.com', 'www2.acme.com'],
])('%s goes by %s', (domain, bare) => {
  expect(bareDomain(domain)).toBe(bare)
})
