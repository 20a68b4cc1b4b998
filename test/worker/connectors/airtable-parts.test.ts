import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ok } from '../../../shared/result.ts'
import { openConnector } from '../../../worker/connectors/registry.ts'
import { openDoor } from '../../../worker/http.ts'
import { AirtableSandbox } from '../../sandbox/airtable/airtable.ts'
import { virtualClock } from '../../sandbox/clock.ts'

const [BASE, TABLE, NAME] = ['appParts000000000', 'tblParts000000000', 'fldName0000000000']
const FREE = { claim: async () => ({ at: 0, until: Infinity }), slowDown: async () => {} }

/** A base with one table, and our connector to it without a pace; time stands still, so all are made in one second. */
async function open(ids: readonly (string | undefined)[]) {
  const clock = virtualClock()
  const simulator = new AirtableSandbox(
    {
      users: [{ id: 'usrOps00000000000', email: 'ops@example.com', name: 'Ops' }],
      tokens: [
        { token: 't', user: 'usrOps00000000000', scopes: ['data.records:read', 'schema.bases:read'] }, // prettier-ignore
      ],
      bases: [
        {
          id: BASE,
          name: 'Parts',
          tables: [
            {
              id: TABLE,
              name: 'People',
              fields: [{ id: NAME, name: 'Name', type: 'singleLineText' }],
              records: ids.map((id, i) => ({
                ...(id === undefined ? {} : { id }),
                fields: { Name: `row ${i}` },
              })),
            },
          ],
        },
      ],
    },
    { clock, switches: { basePace: Infinity, userPace: Infinity } },
  )
  const door = openDoor({
    vendor: 'Airtable',
    address: 'https://api.airtable.com',
    token: async () => ok('t'),
    pace: FREE,
    clock,
    die: () => 0.5,
    fetch: (request) => simulator.fetch(request),
    timeoutMs: 30_000,
  })
  const connector = openConnector('airtable', BASE, door)
  const described = await clock.run(connector.describe())
  if (!described.ok) throw new Error('not described')
  const [table] = described.value
  const page = async (cursor: string | null) =>
    clock.run(connector.list(table!, table!.fields, cursor))
  /** The ids of one walk to its end. */
  const walk = async (from: string | null): Promise<string[]> => {
    const met: string[] = []
    let cursor: string | null = from
    do {
      const got = await page(cursor)
      if (!got.ok) throw new Error(JSON.stringify(got.error))
      met.push(...got.value.records.map(({ id }) => id))
      cursor = got.value.cursor
    } while (cursor !== null)
    return met
  }
  const parts = (expected: number) => connector.parts!(table!, expected)
  return { simulator, parts, page, walk }
}
const drawn = (count: number): undefined[] => Array.from({ length: count }, () => undefined)

test.each([
  ['nobody knows how many', 0, 1],
  ['a small table costs no call more', 2_999, 1],
  ['a larger one is read in two', 3_000, 2],
  ['ten thousand', 10_000, 6],
  ['more come by sixes', 17_999, 6],
  ['which are twelve', 18_000, 12],
  ['as many as a base may hold', 500_000, 60],
])('parts for a table of which we expect so many: %s', async (_says, expected, parts) => {
  const begins = (await open([])).parts(expected)
  expect(begins).toHaveLength(parts)
  expect(begins[0] === null).toBe(parts === 1)
})

describe('the parts of a table', () => {
  // Seen red with the parts beginning at `Math.ceil` of the letters on one end and `Math.floor` on the other.
  test('hold every record exactly once, whatever its id ends in and however many parts there are', async () => {
    const some = fc.array(fc.stringMatching(/^[A-Za-z0-9]{14}$/), { maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(some, fc.integer({ min: 0, max: 120_000 }), async (drawnIds, expected) => {
        const ids = [...new Set(drawnIds.map((body) => `rec${body}`))]
        const { parts, walk } = await open(ids)
        const met: string[] = []
        for (const from of parts(expected)) met.push(...(await walk(from)))
        expect(met.sort()).toEqual(ids.sort())
      }),
      { numRuns: 30 },
    )
  })

  test('are about equal, though all records were made in the same second', async () => {
    const { parts, walk } = await open(drawn(2_000))
    const sizes: number[] = []
    for (const from of parts(7_500)) sizes.push((await walk(from)).length)
    expect(sizes).toHaveLength(5)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(2_000)
    for (const size of sizes) expect(Math.abs(size - 400)).toBeLessThan(120)
  })

  test('an offset that died breaks its own part, which begins again where it began; the others go on', async () => {
    const { simulator, parts, page, walk } = await open(drawn(900))
    const [first, second] = parts(4_500)
    const begun = await page(first!)
    simulator.killListings()
    const begunLater = await page(second!)
    expect(begun.ok && begunLater.ok).toBe(true)
    const dead = await page(begun.ok ? begun.value.cursor : null)
    expect(dead).toMatchObject({ ok: false, error: { reason: 'listing_broke', table: 'People' } })
    const again = await walk(first!)
    expect(again.length).toBeGreaterThan(200)
    const rest = await walk(begunLater.ok ? begunLater.value.cursor : null)
    const met = begunLater.ok ? begunLater.value.records.map(({ id }) => id) : []
    expect(new Set([...again, ...rest, ...met]).size).toBe(again.length + rest.length + met.length)
  })

  test('who is made or removed while they are read moves nobody else', async () => {
    const { simulator, parts, page, walk } = await open(drawn(600))
    const before = simulator.rows(BASE, TABLE).map(({ id }) => id)
    const [first, ...others] = parts(4_500)
    const begun = await page(first!)
    const met = begun.ok ? begun.value.records.map(({ id }) => id) : []
    for (let i = 0; i < 50; i++) simulator.add(BASE, TABLE, { Name: `new ${i}` })
    const gone = before.filter((id) => !met.includes(id)).slice(0, 20)
    for (const id of gone) simulator.remove(BASE, TABLE, id)
    met.push(...(await walk(begun.ok ? begun.value.cursor : null)))
    for (const from of others) met.push(...(await walk(from)))
    expect(new Set(met).size).toBe(met.length)
    expect(before.filter((id) => !met.includes(id)).sort()).toEqual(gone.sort())
  })
})
