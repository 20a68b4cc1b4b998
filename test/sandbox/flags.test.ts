import { expect, test } from 'vitest'
import { portsFrom, readFlags } from './flags.ts'

const USUAL = { once: false, json: false, idle: false, help: false, port: 8787, scale: 1 }

test.each([
  { says: 'nothing asked', args: [], is: USUAL },
  { says: 'switches', args: ['--once', '--json'], is: { ...USUAL, once: true, json: true } },
  {
    says: 'numbers',
    args: ['--records', '20', '--port=9000'],
    is: { ...USUAL, records: 20, port: 9000 },
  },
  {
    says: 'paths',
    args: ['--world', 'w.json', '--state', '.state/a', '--idle'],
    is: { ...USUAL, world: 'w.json', state: '.state/a', idle: true },
  },
])('$says', ({ args, is }) => {
  expect(readFlags(args)).toEqual({ ok: true, value: is })
})

test.each([
  { args: ['--port', 'x'], says: '--port wants a whole number from 1 to 65532.' },
  { args: ['--port', '65533'], says: '--port wants a whole number from 1 to 65532.' },
  { args: ['--records', '1.5'], says: '--records wants a whole number from 1 on.' },
  { args: ['--world', ''], says: '--world wants the path of a file.' },
  { args: ['--idle', '--json'], says: '--idle syncs nothing, so --json cannot go with it.' },
])('$args is refused', ({ args, says }) => {
  expect(readFlags(args)).toEqual({ ok: false, error: says })
})

test.each([{ args: ['--nonsense'] }, { args: ['loose'] }, { args: ['--port'] }])(
  '$args is refused by name',
  ({ args }) => {
    expect(readFlags(args)).toMatchObject({ ok: false, error: expect.stringContaining(args[0]!) })
  },
)

test('four ports follow each other', () => {
  expect(portsFrom(9000)).toEqual({ worker: 9000, desk: 9001, airtable: 9002, attio: 9003 })
})
