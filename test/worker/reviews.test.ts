import { describe, expect, test } from 'vitest'
import type { MatchView } from '../../worker/objects/sync/rpc.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const BASE = id('app', 'small')

/** Ann on both sides under another address each: of one name and birthday, so more likely one than two, but not surely. */
async function asked(): Promise<{ engine: Engine; match: MatchView }> {
  const engine = openEngine({
    world: smallWorld({
      people: [
        { id: id('rec', 'ann'), fields: { Email: 'ann@here.example', 'First name': 'Ann', 'Last name': 'Archer' } },
      ],
      attio: {
        people: [{ values: { name: 'Archer, Ann', email_addresses: ['archer@there.example'] } }],
      },
    }),
  }) // prettier-ignore
  await pairUp(engine, SMALL_PAIRINGS)
  const run = await engine.sync()
  expect({ state: run.state, created: run.created }).toEqual({ state: 'done', created: 0 })
  const matches = await matchesOf(engine)
  expect(matches).toHaveLength(1)
  return { engine, match: matches[0]! }
}

async function matchesOf(engine: Engine): Promise<readonly MatchView[]> {
  const found = await engine.agreement.matches(
    { cursor: null, limit: 50 },
    { entityType: 'people' },
  )
  return found.ok ? found.value.items : []
}
const people = (engine: Engine) => ({
  left: engine.airtable.rows(BASE, 'People').length,
  right: engine.attio.rows('people').length,
})

describe('a person says who is who', () => {
  test('the question names both, how likely they are one, and why', async () => {
    const { match } = await asked()
    expect(match).toMatchObject({ side: 'left', recordId: id('rec', 'ann'), status: 'open' })
    expect(match.candidates).toMatchObject([
      { linkedWith: null, reasons: ['Name: same', 'Email: different'] },
    ])
    expect(match.candidates[0]!.likeness).toBeGreaterThan(0.5)
  })

  test('the same: the next run links them, and makes nobody', async () => {
    const { engine, match } = await asked()
    const said = await engine.agreement.answerMatches([{ id: match.id, is: 'same', recordId: match.candidates[0]!.id }]) // prettier-ignore
    expect(said).toMatchObject({ ok: true, value: { resolved: 1, refused: [] } })
    const run = await engine.sync()
    expect({ created: run.created, linked: run.linked, conflicts: run.conflicts }).toMatchObject({ created: 0, linked: 1 }) // prettier-ignore
    expect(people(engine)).toEqual({ left: 1, right: 1 })
    expect(await matchesOf(engine)).toEqual([])
  })

  test('not the same, ever: both are made on the other side, also after a restart, and nobody is asked again', async () => {
    const { engine, match } = await asked()
    await engine.agreement.answerMatches([{ id: match.id, is: 'apart', recordId: null }])
    engine.restart()
    expect(await engine.sync()).toMatchObject({ created: 2 })
    expect(people(engine)).toEqual({ left: 2, right: 2 })
    expect(await engine.sync()).toMatchObject({ created: 0, planned: 0 })
    expect(await matchesOf(engine)).toEqual([])
  })

  test.each<{ says: string; answer: (match: MatchView) => { id: string; is: 'same' | 'apart'; recordId: string | null }; why: object }>([
    { says: 'a question there is not', answer: () => ({ id: '999', is: 'apart', recordId: null }), why: { reason: 'not_found' } },
    { says: 'somebody it is not about', answer: ({ id }) => ({ id, is: 'same', recordId: 'x' }), why: { reason: 'invalid' } },
  ])('$says is refused with what to do', async ({ answer, why }) => {
    const { engine, match } = await asked()
    const said = await engine.agreement.answerMatches([answer(match)])
    expect(said).toMatchObject({ ok: true, value: { resolved: 0, refused: [{ failure: why }] } })
  }) // prettier-ignore

  test('not the same beats the key they share', async () => {
    const engine = openEngine({
      world: smallWorld({
        teams: ['t1', 't2'].map((name) => ({ id: id('rec', name), fields: { Name: 'Blue', Code: 'B' } })),
        attio: { teams: [{ values: { name: 'Blue', code: 'B' } }] },
      }),
    }) // prettier-ignore
    await pairUp(engine, SMALL_PAIRINGS)
    await engine.sync()
    const page = { cursor: null, limit: 50 }
    const twice = await engine.agreement.duplicates('teams', 'left', page)
    expect(twice).toMatchObject({ ok: true, value: { items: [{ count: 2, key: 'b' }] } })
    const found = await engine.agreement.matches(page, { entityType: 'teams' })
    const items = found.ok ? found.value.items : []
    const second = items.find((one) => one.recordId === id('rec', 't2'))!
    await engine.agreement.answerMatches([{ id: second.id, is: 'apart', recordId: null }])
    const run = await engine.sync()
    expect(run).toMatchObject({ linked: 1, created: 1 })
    expect(engine.attio.rows('teams')).toHaveLength(2)
  })
})
