import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { VENDORS } from '../../worker/connectors/registry.ts'
import { isSigned } from '../../worker/objects/feed/signature.ts'
import { die } from '../sandbox/random.ts'

/** How many altered deliveries are tried: `FORGED=1000000` for the long run. */
const FORGED = Number(process.env['FORGED'] ?? 20_000)

const AIRTABLE_BODY = '{"base":{"id":"app00000000000000"},"webhook":{"id":"ach00000000000000"},"timestamp":"2022-02-01T21:25:05.663Z"}' // prettier-ignore
const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer
const hex = (key: Buffer | string, body: string): string => createHmac('sha256', key).update(body).digest('hex') // prettier-ignore

const CASES = [
  {
    vendor: 'airtable' as const,
    secret: 'c2VjcmV0LWtleQ==',
    body: AIRTABLE_BODY,
    header: 'x-airtable-content-mac',
    // The vendor's own example, computed by hand for the reference.
    said: 'hmac-sha256=6486781ffbbd5e9ed3bd9137d539ab9dceec8dba7c65c6cbf3c8c3ceefbf8802',
  },
  {
    vendor: 'attio' as const,
    secret: 'a-secret-as-text',
    body: '{"webhook_id":"w","events":[]}',
    header: 'attio-signature',
    said: hex('a-secret-as-text', '{"webhook_id":"w","events":[]}'),
  },
]

test.each(CASES)('$vendor: what it signed is believed', async ({ vendor, secret, body, header, said }) => {
  const { signing } = VENDORS[vendor]
  expect(await isSigned({ headers: { [header]: said }, body: bytes(body) }, secret, signing)).toBe(true)
}) // prettier-ignore

test.each(
  CASES.flatMap((one) => [
    { ...one, says: 'no signature', headers: {} },
    { ...one, says: 'an empty one', headers: { [one.header]: '' } },
    { ...one, says: 'its prefix alone', headers: { [one.header]: 'hmac-sha256=' } },
    { ...one, says: 'in capitals', headers: { [one.header]: one.said.toUpperCase() } },
    { ...one, says: 'cut short', headers: { [one.header]: one.said.slice(0, -2) } },
    { ...one, says: 'drawn out', headers: { [one.header]: `${one.said}00` } },
    { ...one, says: 'with another secret', headers: { [one.header]: one.said }, secret: 'b3RoZXI=' },
    { ...one, says: 'with no secret at all', headers: { [one.header]: one.said.replace(/[0-9a-f]{64}$/, hex('', one.body)) }, secret: '' },
    { ...one, says: 'under another header', headers: { 'x-signature': one.said } },
    { ...one, says: 'for the same JSON written otherwise', headers: { [one.header]: one.said }, body: JSON.stringify(JSON.parse(one.body), null, 1) },
  ]),
)('$vendor: $says is refused', async ({ vendor, secret, body, headers }) => {
  const { signing } = VENDORS[vendor]
  expect(await isSigned({ headers, body: bytes(body) }, secret, signing)).toBe(false)
}) // prettier-ignore

// Seen red with the comparison replaced by one of the first 28 bytes.
test(`${FORGED} altered deliveries are refused, every one`, async () => {
  const throwDie = die(2026)
  const below = (n: number): number => Math.floor(throwDie() * n)
  let believed = 0
  for (let n = 0; n < FORGED; n++) {
    const { vendor, secret, body, header, said } = CASES[n % 2]!
    const altered = new Uint8Array(bytes(body))
    const mac = [...said]
    if (n % 3 === 0) {
      const at = said.length - 64 + below(64)
      mac[at] = ((parseInt(mac[at]!, 16) + 1 + below(15)) % 16).toString(16)
    } else altered[below(altered.length)]! ^= 1 << below(8)
    const headers = { [header]: mac.join('') }
    const { signing } = VENDORS[vendor]
    if (await isSigned({ headers, body: altered.buffer }, secret, signing)) believed++
  }
  expect(believed).toBe(0)
}, 600_000)
