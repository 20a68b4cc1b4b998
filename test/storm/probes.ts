import { isOver } from '../../shared/job.ts'
import type { Entry } from '../../shared/mapping.ts'
import { type Both, other, SIDES, type Side } from '../../shared/record.ts'
import { idOn, type Link } from '../../worker/objects/sync/links.ts'
import { type Die, pick } from '../sandbox/random.ts'
import type { Engine } from '../worker/engine.ts'
import { id } from '../worker/worlds.ts'
import { isFree } from './free.ts'
import { addingUp, type Breach } from './laws.ts'
import { hide, repeat } from './mask.ts'
import type { Witness } from './witness.ts'
import { BASE } from './world.ts'

type Scene = { readonly engine: Engine; readonly witness: Witness; readonly throwDie: Die }
/** A pair that nothing stands in the way of, the entry of its score, and the side somebody types on. */
type Pair = Scene & { readonly link: Link; readonly entry: Entry; readonly from: Side }
/** Something a person asks of one pair in the calm, whose outcome one law fixes. Gives what is wrong, or null. */
type Probe = {
  readonly name: string
  readonly law: string
  act(pair: Pair): Promise<string | null>
}

/** Higher than anything typed before: each is seen where it stands. */
const FRESH = 70_000
const SCORE = id('fld', 'pScore')
const EMAIL: Both<string> = { left: id('fld', 'pEmail'), right: 'email_addresses' }

const score = ({ witness, link }: Pair, side: Side): string =>
  witness.now[side].people.get(idOn(link, side))?.get('score') ?? ''
const lives = ({ witness, link }: Pair, side: Side): boolean =>
  witness.now[side].people.has(idOn(link, side))

/** Somebody types a score that nobody has typed yet. */
function type({ engine, witness, link }: Pair, side: Side, value: number): void {
  witness.person(() =>
    side === 'left'
      ? engine.airtable.edit(BASE, 'People', link.left_id, { Score: value })
      : engine.attio.edit('people', link.right_id, { score: value }),
  )
}

/** One run, approved where it asks. */
async function run(engine: Engine): Promise<void> {
  const begun = await engine.clock.run(engine.agreement.trigger(null))
  await engine.drain()
  const job = begun.ok ? begun.value.id : ''
  const ended = await engine.agreement.run(job)
  if (ended.ok && ended.value.state === 'asking') {
    await engine.clock.run(engine.agreement.approve(job))
    await engine.drain()
  }
}

/** What is typed while the pair is set aside does not cross; once it is let go, it does. */
async function aside(pair: Pair, entryId: string | null): Promise<string | null> {
  const { engine, link, from } = pair
  const before = score(pair, other(from))
  const held = await engine.agreement.hold(
    { entityType: 'people', side: 'left', recordId: link.left_id, entryId, says: 'not now' },
    'Ops',
  )
  if (!held.ok) return 'it cannot be set aside'
  type(pair, from, FRESH)
  await run(engine)
  if (score(pair, other(from)) !== before) return 'it was written although it is set aside'
  await engine.agreement.releaseHold(held.value.id, null, 'Ops')
  await run(engine)
  return score(pair, other(from)) === String(FRESH) ? null : 'let go, it does not cross'
}

export const PROBES: readonly Probe[] = [
  {
    name: 'one side is edited',
    law: 'L2',
    async act(pair) {
      const { engine, link, from } = pair
      type(pair, from, FRESH)
      await run(engine)
      if (score(pair, other(from)) !== String(FRESH)) return 'it does not cross'
      const now = engine.memory.links.get(link.id)
      return now && isFree(engine, now) ? null : 'it crossed, and counts as a change still'
    },
  },
  {
    name: 'a listing shows somebody twice',
    law: 'L14',
    async act({ engine }) {
      const stop = repeat(engine)
      await run(engine)
      const breaches = await addingUp(engine)
      stop()
      return breaches[0]?.says ?? null
    },
  },
  {
    name: 'a field is set aside',
    law: 'L7',
    act: (pair) => aside(pair, pair.entry.id),
  },
  {
    name: 'a record is set aside',
    law: 'L7',
    act: (pair) => aside(pair, null),
  },
  {
    name: 'a pair leaves the filter and comes back',
    law: 'L7',
    async act(pair) {
      const { engine, from, throwDie } = pair
      const side = pick(throwDie, SIDES)
      const rules = { field: EMAIL[side], operator: 'is' as const, value: 'nobody@example.com' }
      const before = score(pair, other(from))
      const filtered = await engine.clock.run(
        engine.agreement.changePairing('people', { filters: { [side]: { kind: 'rules', rules } } }),
      )
      if (!filtered.ok) return 'it takes no filter'
      type(pair, from, FRESH)
      await run(engine)
      if (!lives(pair, 'left') || !lives(pair, 'right')) return 'leaving the filter deleted it'
      if (score(pair, other(from)) !== before) return 'it was written outside its filter'
      await engine.clock.run(
        engine.agreement.changePairing('people', { filters: { [side]: null } }),
      )
      await run(engine)
      return score(pair, other(from)) === String(FRESH) ? null : 'back in the filter, it does not cross' // prettier-ignore
    },
  },
  {
    name: 'a field is met anew, under the rule for it',
    law: 'L1',
    async act(pair) {
      const { engine, entry, throwDie } = pair
      const right = pick(throwDie, SIDES)
      const change = (patch: Parameters<Engine['agreement']['changeEntry']>[2]) =>
        engine.clock.run(engine.agreement.changeEntry('people', entry.id, patch))
      await change({ direction: 'none' })
      type(pair, 'left', FRESH)
      type(pair, 'right', FRESH + 1)
      await run(engine)
      if (score(pair, 'left') === score(pair, 'right')) return 'it crossed although it is turned off' // prettier-ignore
      const firstMeeting = right === 'left' ? 'app_wins' : 'crm_wins'
      await change({ direction: 'bidirectional', firstMeeting })
      await run(engine)
      const winner = String(right === 'left' ? FRESH : FRESH + 1)
      return SIDES.every((side) => score(pair, side) === winner)
        ? null
        : `met anew under “${firstMeeting}”, they hold ${score(pair, 'left')} and ${score(pair, 'right')}`
    },
  },
  {
    name: 'a listing leaves out a record that is there',
    law: 'L4',
    async act(pair) {
      const show = hide(pair.engine, [pair.link.left_id], 'listed')
      await run(pair.engine)
      show()
      await run(pair.engine)
      return lives(pair, 'left') && lives(pair, 'right') ? null : 'its twin was deleted'
    },
  },
  {
    name: 'a side shows nobody at all',
    law: 'L4',
    async act(pair) {
      const { engine, witness } = pair
      const before = [...witness.now.right.people.keys()]
      const show = hide(engine, [...witness.now.left.people.keys()], 'all')
      await run(engine)
      show()
      await run(engine)
      const gone = before.filter((record) => !witness.now.right.people.has(record))
      return gone.length === 0 ? null : `${gone.length} were deleted`
    },
  },
  {
    name: 'one side edits what the other deletes',
    law: 'L4',
    async act(pair) {
      const { engine, witness, link, from } = pair
      type(pair, from, FRESH)
      witness.person(() =>
        from === 'left'
          ? engine.attio.remove('people', link.right_id)
          : engine.airtable.remove(BASE, 'People', link.left_id),
      )
      await run(engine)
      return score(pair, from) === String(FRESH) ? null : 'the edit went with the record'
    },
  },
  {
    name: 'both sides enter the same one',
    law: 'L5',
    async act({ engine, witness }) {
      if (!engine.memory.pairings.get('teams')) return null
      // Exact keys alone decide, and nothing at either vendor refuses a second one.
      await engine.clock.run(engine.agreement.changePairing('teams', { fuzzy: null }))
      witness.person(() => {
        engine.airtable.add(BASE, 'Teams', { Name: 'Team Probe', Code: 'probe' })
        engine.attio.add('teams', { name: 'Team Probe', code: 'probe' })
      })
      await run(engine)
      const there = SIDES.map(
        (side) =>
          [...witness.now[side].teams.values()].filter((team) => team.get('code') === 'probe')
            .length,
      )
      return there.join() === '1,1' ? null : `there are ${there.join(' and ')} of it`
    },
  },
]

/** What every probe starts from: both directions, nothing filtered, deletions carried out. */
async function clear(engine: Engine): Promise<Entry | null> {
  await engine.agreement.resume()
  const open = await engine.agreement.runs({ cursor: null, limit: 1 })
  const [last] = open.ok ? open.value.items : []
  if (last && !isOver(last.state)) await engine.clock.run(engine.agreement.cancel(last.id))
  await engine.drain()
  const terms = {
    direction: 'bidirectional',
    createMissing: true,
    updateExisting: true,
    deletions: 'delete',
    conflictResolution: 'manual_review',
  } as const
  for (const entityType of ['teams', 'people', 'customers'])
    await engine.clock.run(
      engine.agreement.changePairing(entityType, {
        ...terms,
        filters: { left: null, right: null },
      }),
    )
  const entry = engine.memory.pairings
    .get('people')
    ?.json.entries.find((one) => one.left.field === SCORE)
  if (!entry) return null
  await engine.clock.run(
    engine.agreement.changeEntry('people', entry.id, {
      direction: 'bidirectional',
      conflictResolution: null,
      transform: null,
    }),
  )
  return entry
}

/** One probe by the seed, on one free pair. Whoever has none has nothing to show. */
export async function probe(scene: Scene, seed: number): Promise<Breach[]> {
  const { engine, throwDie } = scene
  const entry = await clear(engine)
  await run(engine)
  await run(engine)
  // What one table makes there the other adds to, and only then the first one takes that (seed 930033).
  if (engine.memory.pairings.get('customers')) await run(engine)
  const no = engine.memory.pairings.get('people')?.no ?? 0
  // Where the last one of a table went, nothing shows the engine that it is gone; nobody can type there any more.
  const isThere = (link: Link) => SIDES.every((side) => scene.witness.now[side].people.has(idOn(link, side))) // prettier-ignore
  const free = engine.memory.links
    .after(no, 0, 100)
    .filter((link) => isFree(engine, link) && isThere(link))
  if (!entry || free.length === 0) return []
  const link = pick(throwDie, free)
  const { name, law, act } = PROBES[seed % PROBES.length]!
  const wrong = await act({ ...scene, link, entry, from: pick(throwDie, SIDES) })
  const about = { side: 'left', id: link.left_id, twin: link.right_id } as const
  return wrong === null ? [] : [{ law, says: `${name}: ${wrong}`, about }]
}
