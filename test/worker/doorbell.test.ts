/** The door to addresses that others gave us: which are called at all, and what of their answer is believed. */
import { describe, expect, test } from 'vitest'
import { openDoorbell, strangeness } from '../../worker/doorbell.ts'
import { virtualClock } from '../sandbox/clock.ts'

const OWN = ['datasync.example.com']
const NOT_PUBLIC = 'its host is no public name'

// Seen red: each line of the second half with its check taken out.
test.each([
  ['https://hooks.attio.com/w/1?x=y', null],
  ['https://a.b.c.example.co.uk/', null],
  ['https://xn--bcher-kva.example/', null],
  ['https://example.com.:443/x', null],
  ['', 'it is no address'],
  ['hooks.attio.com', 'it is no address'],
  ['http://hooks.attio.com/', 'it does not begin with https'],
  ['ftp://hooks.attio.com/', 'it does not begin with https'],
  ['javascript:alert(1)', 'it does not begin with https'],
  ['https://ada@hooks.attio.com/', 'it holds a name or a password'],
  ['https://:pw@hooks.attio.com/', 'it holds a name or a password'],
  ['https://hooks.attio.com@127.0.0.1/', 'it holds a name or a password'],
  ['https://hooks.attio.com:8443/', 'it names a port'],
  ['https://hooks.attio.com/#x', 'it holds a #'],
  ['https://localhost/', NOT_PUBLIC],
  ['https://LOCALHOST./', NOT_PUBLIC],
  ['https://x.localhost/', NOT_PUBLIC],
  ['https://intranet/', NOT_PUBLIC],
  ['https://metadata.google.internal/computeMetadata/v1/', NOT_PUBLIC],
  ['https://metadata.google.internal./', NOT_PUBLIC],
  ['https://printer.local/', NOT_PUBLIC],
  ['https://nas.lan/', NOT_PUBLIC],
  ['https://router.home.arpa/', NOT_PUBLIC],
  ['https://127.0.0.1/', NOT_PUBLIC],
  ['https://127.1/', NOT_PUBLIC],
  ['https://2130706433/', NOT_PUBLIC],
  ['https://0x7f.0.0.1/', NOT_PUBLIC],
  ['https://0177.0.0.1/', NOT_PUBLIC],
  ['https://１２７.0.0.1/', NOT_PUBLIC],
  ['https://169.254.169.254/latest/meta-data/', NOT_PUBLIC],
  ['https://10.0.0.1/', NOT_PUBLIC],
  ['https://8.8.8.8/', NOT_PUBLIC],
  ['https://[::1]/', NOT_PUBLIC],
  ['https://[::ffff:7f00:1]/', NOT_PUBLIC],
  ['https://[fd00::1]/', NOT_PUBLIC],
  ['https://datasync.example.com/api/me', 'it leads back here'],
  ['https://DataSync.example.com./api/me', 'it leads back here'],
])('%s → %s', (address, why) => {
  expect(strangeness(address, OWN)).toBe(why)
})

type World = (request: Request) => Promise<Response>
function doorbell(world: World) {
  const clock = virtualClock()
  const asked: Request[] = []
  const ring = openDoorbell({
    clock,
    timeoutMs: 10_000,
    own: OWN,
    async fetch(request) {
      asked.push(request)
      return world(request)
    },
  })
  const at = (url: string) => clock.run(ring(url, '{"id":"1"}', { 'x-datasync-signature': 's' }))
  return { at, asked, clock }
}
const HOOK = 'https://hooks.attio.com/w/1'

describe('what came of a call', () => {
  test.each([
    [200, 'heard'],
    [204, 'heard'],
    [301, 'failed'],
    [307, 'failed'],
    [400, 'failed'],
    [404, 'gone'],
    [410, 'gone'],
    [429, 'failed'],
    [503, 'failed'],
  ] as const)('%d → %s', async (status, rung) => {
    const headers = { location: 'http://169.254.169.254/' }
    const { at, asked } = doorbell(async () => new Response(null, { status, headers }))
    expect(await at(HOOK)).toBe(rung)
    expect(asked).toMatchObject([{ url: HOOK, method: 'POST', redirect: 'manual' }])
    expect(await asked[0]!.text()).toBe('{"id":"1"}')
  })

  test('the line breaks: it failed', async () => {
    const { at } = doorbell(() => Promise.reject(new TypeError('cut')))
    expect(await at(HOOK)).toBe('failed')
  })

  // Seen red: without the watch nothing ever came back.
  test('nobody answers: after ten seconds it failed, and the call is cut', async () => {
    const { at, asked, clock } = doorbell(() => new Promise(() => undefined))
    const began = clock.now()
    expect(await at(HOOK)).toBe('failed')
    expect(clock.now() - began).toBe(10_000)
    expect(asked[0]!.signal.aborted).toBe(true)
  })

  // Seen red: where the answer was read to its end, which never comes.
  test('an answer without end is not read', async () => {
    let given = 0
    let isCut = false
    const endless = new ReadableStream({
      pull(to) {
        given++
        to.enqueue(new Uint8Array(65_536))
      },
      cancel() {
        isCut = true
      },
    })
    const { at } = doorbell(async () => new Response(endless))
    expect(await at(HOOK)).toBe('heard')
    expect({ isCut, isRead: given > 2 }).toEqual({ isCut: true, isRead: false })
  })

  test('an address that is strange is not called at all', async () => {
    const { at, asked } = doorbell(async () => new Response())
    expect(await at('https://127.0.0.1/')).toBe('failed')
    expect(asked).toEqual([])
  })
})
