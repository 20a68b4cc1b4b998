import { expect, test } from 'vitest'
import type { Side } from '../../shared/record.ts'
import { type Engine, type EngineOptions, Killed, openEngine, pairUp } from './engine.ts'
import { hear, settle } from './heard.ts'
import { lookLeft, lookRight } from './look.ts'
import { BASE, expectAccountsToAddUp, must, rec, rightId } from './scene.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const MANY = 250
const LEFT = id('tbl', 'people')
const name = (n: number): string => `p${n}x`
const address = (n: number): string => `p${n}@example.com`
/** A feed tells that somebody edited this one. */
const told = (engine: Engine, side: Side, n: number, own = false): Promise<void> =>
  hear(engine, side, {
    is: 'record',
    table: side === 'left' ? LEFT : 'people',
    id: side === 'left' ? rec(name(n)) : rightId(engine, address(n)),
    own,
  })

/** A sync of many people, none of whom is in Attio yet: at 25 writes a second it takes some 10 seconds. */
async function beginning(options: Partial<EngineOptions> = {}, many = MANY): Promise<Engine> {
  const people = Array.from({ length: many }, (_, n) => ({
    id: rec(name(n)),
    fields: { Email: address(n), 'First name': `Given ${n}`, Score: 1 },
  }))
  const engine = openEngine({
    world: smallWorld({ people }),
    weather: { latency: 100, jitter: 50 },
    ...options,
    setup: { frequency: 'realtime', ...options.setup },
  })
  await pairUp(engine, SMALL_PAIRINGS)
  return engine
}

/** How many people Attio has. */
const made = (engine: Engine): number => lookRight(engine).people.length
/** Somebody whom Attio has already. */
const somebody = (engine: Engine): number =>
  Number(/^p(\d+)@/.exec(String(lookRight(engine).people[0]?.email))?.[1])
const scoreOf = ({ people }: ReturnType<typeof lookLeft>, n: number): unknown =>
  people.find(({ email }) => email === address(n))?.score
const once = (engine: Engine): number => new Set(lookRight(engine).people.map(({ email }) => email)).size // prettier-ignore

/** Do this once, when Attio has so many people; then `after` follows every call to it. */
function meanwhile(engine: Engine, at: number, act: () => unknown, after = (): void => {}): void {
  const fetch = engine.attio.fetch.bind(engine.attio)
  let isDone = false
  engine.attio.fetch = async (request) => {
    const answer = await fetch(request)
    if (isDone) after()
    else if (made(engine) >= at) {
      isDone = true
      await act()
    }
    return answer
  }
}

/** One edit on that side once fifty are made; `came` is how many were when it stood on the other. */
function edited(engine: Engine, side: Side) {
  const edit: { who: number; came: number | null } = { who: -1, came: null }
  meanwhile(
    engine,
    50,
    () => {
      edit.who = somebody(engine)
      if (side === 'left') scoreLeft(engine, edit.who, 9)
      else scoreRight(engine, edit.who, 9)
      return told(engine, side, edit.who)
    },
    () => {
      const seen = side === 'left' ? lookRight(engine) : lookLeft(engine)
      if (scoreOf(seen, edit.who) === 9) edit.came ??= made(engine)
    },
  )
  return edit
}
const scoreLeft = (engine: Engine, n: number, score: number | null): void =>
  void engine.airtable.edit(BASE, 'People', rec(name(n)), { Score: score })
const scoreRight = (engine: Engine, n: number, score: number): void =>
  engine.attio.edit('people', rightId(engine, address(n)), { score })

async function expectEqual(engine: Engine): Promise<void> {
  await settle(engine)
  expect(lookRight(engine)).toEqual(lookLeft(engine))
  expect(once(engine)).toBe(made(engine))
  await expectAccountsToAddUp(engine)
  expect(await engine.sync()).toMatchObject({ planned: 0, state: 'done' })
}

const runsOf = async (engine: Engine) =>
  must(await engine.agreement.runs({ cursor: null, limit: 20 })).items.map(
    ({ purpose, state, planned }) => ({ purpose, state, planned }),
  )

// Seen red: without `news.listen()` it was there only when all had been made.
test.each(['left', 'right'] as const)(
  'an edit on the %s while a first sync writes is on the other side long before that ends',
  async (side) => {
    const engine = await beginning()
    const edit = edited(engine, side)
    const run = await engine.sync()
    expect(edit.came).toBeLessThan(MANY / 2)
    // The history of that one run shows both, and its numbers add up.
    expect(run).toMatchObject({ state: 'done', created: MANY, updated: 1, blocked: 0, written: MANY + 1 }) // prettier-ignore
    await expectEqual(engine)
    expect(await runsOf(engine)).toEqual([
      { purpose: 'sync', state: 'done', planned: 0 },
      { purpose: 'sync', state: 'done', planned: MANY + 1 },
    ])
  },
)

// Seen red: with the inbox settled before the two were read.
test('killed wherever it calls while it hears, nothing is lost and nobody made twice', async () => {
  for (const when of ['before', 'after'] as const)
    for (let call = 0; call < 6; call++) {
      const engine = await beginning({}, 80)
      let who: number | null = null
      meanwhile(engine, 30, () => {
        who = somebody(engine)
        scoreLeft(engine, who, 9)
        return told(engine, 'left', who)
      })
      // The first call that asks for somebody by name, and so many after it.
      const fetch = engine.airtable.fetch.bind(engine.airtable)
      engine.airtable.fetch = async (request) => {
        const asked = request.url + (await request.clone().text())
        if (who !== null && asked.includes(rec(name(who)))) {
          who = null
          engine.killAt(call, when)
        }
        return fetch(request)
      }
      await expect(engine.sync()).rejects.toThrow(Killed)
      engine.restart()
      engine.killAt(null)
      await engine.drain()
      await expectEqual(engine)
    }
})

type Act = { says: string; act: (engine: Engine, who: number) => unknown; purpose: string }
test.each<Act>([
  { says: 'a deletion', purpose: 'events',
    act: async (e, who) => { await told(e, 'left', who); e.airtable.remove(BASE, 'People', rec(name(who))) } },
  { says: 'edits on both sides', purpose: 'events',
    act: async (e, who) => { scoreLeft(e, who, 8); scoreRight(e, who, 9); await told(e, 'left', who) } },
  { says: 'what looks like our own', purpose: 'events',
    act: async (e, who) => { scoreLeft(e, who, 8); await told(e, 'left', who, true) } },
])('$says is left to the run that follows', async ({ act, purpose }) => {
  const engine = await beginning({ setup: { conflictResolution: 'app_wins' } })
  meanwhile(engine, 50, () => act(engine, somebody(engine)))
  const run = await engine.sync()
  expect(run).toMatchObject({ state: 'done', created: MANY, planned: MANY })
  await settle(engine)
  expect((await runsOf(engine))[0]).toMatchObject({ purpose, state: 'done', planned: 1 })
  await expectAccountsToAddUp(engine)
  expect(await engine.sync()).toMatchObject({ planned: 0, state: 'done' })
}) // prettier-ignore

// Seen red: with cells counted for each time it hears alone, sixty and more were emptied unasked.
test('more cells emptied meanwhile than anybody empties by accident wait for an approval', async () => {
  const engine = await beginning()
  const emptied: number[] = []
  const empty = async (): Promise<void> => {
    for (const { email } of lookRight(engine).people) {
      const who = Number(/^p(\d+)@/.exec(String(email))?.[1])
      if (emptied.length >= 90 || emptied.includes(who)) continue
      emptied.push(who)
      scoreLeft(engine, who, null)
      await told(engine, 'left', who)
    }
  }
  meanwhile(engine, 90, empty)
  expect(await engine.sync()).toMatchObject({ state: 'done', created: MANY })
  const left = (): number => emptied.filter((n) => scoreOf(lookRight(engine), n) !== null).length
  expect(emptied.length).toBe(90)
  expect(left()).toBeGreaterThanOrEqual(90 - MANY / 10)
  await settle(engine)
  const [asking] = must(await engine.agreement.runs({ cursor: null, limit: 1 })).items
  expect(asking).toMatchObject({ purpose: 'events', state: 'asking', planned: left() })
  must(await engine.clock.run(engine.agreement.approve(asking!.id)))
  await engine.drain()
  await expectEqual(engine)
})
