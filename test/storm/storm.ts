import { isOver } from '../../shared/job.ts'
import { narrow, writesTo } from '../../shared/mapping.ts'
import { other, type Side, SIDES } from '../../shared/record.ts'
import { idOn, type Link } from '../../worker/objects/sync/links.ts'
import { type Die, die, pick } from '../sandbox/random.ts'
import type { Weather } from '../sandbox/weather.ts'
import { type Engine, Killed, openEngine, pairUp } from '../worker/engine.ts'
import { id, SMALL_PAIRINGS, type World } from '../worker/worlds.ts'
import { act } from './deeds.ts'
import { Clearing, withCrowd } from './emptied.ts'
import { foretell, listOf, unforetold, unmade } from './foretold.ts'
import { isFree } from './free.ts'
import { addingUp, type Breach, isAnyMet, judge, standing } from './laws.ts'
import { probe } from './probes.ts'
import { dieOf, type Recipe, recipeOf } from './recipe.ts'
import { meddle } from './meddling.ts'
import { PlanChanges } from './plan.ts'
import { tell, tellNow } from './told.ts'
import { order } from './users.ts'
import { borrowTables, returnTables } from './stores.ts'
import { Rekeying } from './rekeying.ts'
import { carried, Remapping } from './remapping.ts'
import { termsOf, turnSome } from './terms.ts'
import type { LetGo } from './undone.ts'
import { pairCustomers, serve, withCustomers } from './tables.ts'
import { Views } from './views.ts'
import { type Event, Witness } from './witness.ts'
import { BASE, stormWorld } from './world.ts'

const FAULTS: Partial<Weather> = {
  tooMany: 0.05,
  broken: 0.03,
  overloaded: 0.03,
  lostAnswer: 0.05,
  lostCall: 0.03,
  brokenListing: 0.05,
}
const CALM: Partial<Weather> = {
  tooMany: 0,
  broken: 0,
  overloaded: 0,
  lostAnswer: 0,
  lostCall: 0,
  brokenListing: 0,
}
/** In some storms Airtable gives few rows a page, so that listings break in their middle. */
const isPaged = (seed: number): boolean => seed % 3 === 0

/** What a seed came to: the laws it broke, and how much happened on the way. */
export type Storm = {
  readonly breaches: readonly Breach[]
  readonly edits: number
  readonly faults: number
  readonly kills: number
  /** A number for the whole trace: the same seed gives the same one (L16). */
  readonly trace: string
  readonly witness: Witness
}

/**
 * People edit both sides, calls fail and the process is killed, all by one seed and under one clock. Then it is calm, and
 * every law is held against what a witness at both vendors has seen.
 */
export async function storm(seed: number, recipe: Recipe = recipeOf(seed)): Promise<Storm> {
  const { size } = recipe
  const throwDie = die(seed)
  const tables = borrowTables()
  const engine = openEngine({
    tables,
    world: worldOf(recipe, seed, throwDie),
    seed,
    weather: { latency: 100, jitter: 50 },
    setup: {
      ...termsOf(throwDie),
      ...(recipe.holds.has('events') ? { frequency: 'realtime' as const } : {}),
    },
    ...(isPaged(seed)
      ? { switches: { airtable: { largestPage: Math.ceil(size.world.rows / 2) } } }
      : {}),
  })
  await pairUp(
    engine,
    SMALL_PAIRINGS.filter((one) => size.world.teams > 0 || one.entityType === 'people'),
  )
  if (recipe.holds.has('tables')) await pairCustomers(engine)
  await turnSome(engine, throwDie)
  const isCalm = { now: false }
  const dieOfLate = dieOf(seed, 'when late')
  const witness = new Witness(engine, () =>
    recipe.holds.has('late') && !isCalm.now && dieOfLate() < LATE
      ? 1_000 + dieOfLate() * LATEST_MS
      : 0,
  )
  const views = recipe.holds.has('views')
    ? new Views(engine, witness, dieOf(seed, 'what a view shows'))
    : null
  const remapping = new Remapping(engine, dieOf(seed, 'what is mapped'))
  const plan = recipe.holds.has('plan')
    ? new PlanChanges(
        engine,
        witness,
        dieOf(seed, 'what a plan holds'),
        recipe.holds.has('emptied') ? dieOf(seed, 'what is lost') : null,
      )
    : null
  const clearing = recipe.holds.has('emptied')
    ? new Clearing(engine, witness, dieOf(seed, 'what is cleared'))
    : null
  const rekeying = recipe.holds.has('keys')
    ? new Rekeying(engine, witness, dieOf(seed, 'what tells apart'))
    : null
  await rekeying?.begin()
  const story: Story = {
    engine,
    witness,
    views,
    plan,
    clearing,
    rekeying,
    throwDie,
    seed,
    recipe,
    dieOfEvents: dieOf(seed, 'what is told'),
    dieOfCustomers: dieOf(seed, 'what customers do'),
    told: 0,
    bin: [],
    remapping,
    letGo: [],
    deleted: [],
    edits: 0,
    kills: 0,
    breaches: [],
  }
  await views?.choose()
  for (
    let round = 0;
    round < size.rounds || (engine.faults() < size.least.faults && round < 6 * size.rounds);
    round++
  ) {
    engine.airtable.sky.change({ seed: seed + round, ...FAULTS })
    engine.attio.sky.change({ seed: seed + round + 7, ...FAULTS })
    await run(story)
    await clearing?.answer()
    orNothing(story, () => clearing?.perhaps(CLEARED))
    orNothing(story, () => rekeying?.enter(`${seed}r${round}`))
    rekeying?.perhaps(REKEYED)
    await rekeying?.settle()
    for (let i = 0; i < size.deeds; i++) edit(story)
    stir(story)
    for (let i = 0; i < size.deeds; i++) customers(story)
    for (let i = 0; i < size.orders; i++) await order(engine, throwDie, story)
    await views?.perhaps()
    plan?.perhaps(REPLANNED)
    if (recipe.holds.has('mapping')) remapping.perhaps(REMAPPED)
    await remapping.settle()
  }
  while (story.edits < size.least.edits) edit(story)
  engine.airtable.sky.change(CALM)
  engine.attio.sky.change(CALM)
  const faults = engine.faults()
  isCalm.now = true
  await clearUp(story)
  await calm(story)
  story.breaches.push(...(await judge(engine, witness, story)))
  plan?.giveBack(false)
  const asks = size.asks === 'all' ? null : throwDie() * (size.asks === 'one' ? 1 : 2.5)
  if (asks === null || asks < 0.5) await lastWord(story)
  if (asks === null || (asks >= 0.5 && asks < 1)) story.breaches.push(...(await probe(story, seed)))
  if (witness.tooFast > 0)
    story.breaches.push({ law: 'L12', says: `${witness.tooFast} calls came faster than a vendor takes them` }) // prettier-ignore
  const { breaches, edits, kills } = story
  returnTables(tables)
  return { breaches, edits, faults, kills, trace: hashOf(witness), witness }
}

/** The small world, with what the story holds beside. */
function worldOf({ size, holds }: Recipe, seed: number, throwDie: Die): World {
  const world = stormWorld(throwDie, size.world)
  const crowded = holds.has('emptied') ? withCrowd(world, dieOf(seed, 'a crowd')) : world
  return holds.has('tables') ? withCustomers(crowded, dieOf(seed, 'customers')) : crowded
}

type Story = {
  readonly engine: Engine
  readonly witness: Witness
  /** What the pairing takes its people from, where the story holds that. */
  readonly views: Views | null
  readonly throwDie: Die
  readonly seed: number
  readonly recipe: Recipe
  readonly dieOfEvents: Die
  readonly dieOfCustomers: Die
  /** So much of what happened the feeds have told of. */
  told: number
  /** Records in Airtable's trash. */
  readonly bin: string[]
  readonly plan: PlanChanges | null
  /** What is cleared all over, where the story holds that. */
  readonly clearing: Clearing | null
  /** Who changes what tells people apart, where the story holds that. */
  readonly rekeying: Rekeying | null
  readonly remapping: Remapping
  readonly letGo: LetGo[]
  readonly deleted: string[]
  edits: number
  kills: number
  readonly breaches: Breach[]
}

function edit(story: Story): void {
  const { engine, throwDie, bin, seed } = story
  const tag = `${seed}x${story.edits}y${Math.floor(throwDie() * 1_000)}`
  const done = story.witness.person(() =>
    orNothing(story, () => act({ engine, throwDie, tag, bin })),
  )
  if (done !== null) story.edits++
}

/** Nobody types into a field that is not given out. */
function orNothing<T>({ plan }: Story, deed: () => T): T | null {
  try {
    return deed()
  } catch (fault) {
    if (!plan?.isAnyOut()) throw fault
    return null
  }
}

/** Somebody is at the table of customers, who are people in Attio too. */
function customers({ engine, recipe, witness, dieOfCustomers, bin, seed }: Story): void {
  if (!recipe.holds.has('tables')) return
  const tag = `${seed}c${witness.events.length}`
  witness.person(() => serve({ engine, throwDie: dieOfCustomers, tag, bin }))
}

/** Somebody is at the view that the pairing takes its people from. */
function stir(story: Story): void {
  const { views, witness, bin, seed, edits } = story
  witness.person(() => orNothing(story, () => views?.stir(bin, `${seed}x${edits}v`)))
}

/** What was still on its way arrives, what is told is worked off, and whoever asks is answered. */
async function clearUp(story: Story): Promise<void> {
  const { engine, recipe, views } = story
  story.plan?.settle(views !== null)
  // A schema is believed for a minute.
  if (story.plan) await engine.clock.run(engine.clock.sleep(SCHEMA_LIFE_MS))
  // A view whose formula names a field that is not given out would be refused (seed 500000489).
  await views?.settle()
  await story.rekeying?.atLast()
  if (recipe.holds.has('late')) await engine.clock.run(engine.clock.sleep(2 * LATEST_MS))
  if (!recipe.holds.has('events')) return
  await listen(story)
  await engine.drain()
  await approve(story)
  await engine.drain()
}

/** The feeds tell of what happened; whoever asks was answered before. */
async function listen(story: Story): Promise<void> {
  const { engine, witness, dieOfEvents } = story
  await approve(story)
  witness.begin()
  const from = story.told
  story.told = witness.events.length
  await tell(engine, witness, from, dieOfEvents)
}

/** What is run: mostly everything; sometimes an older run is undone, what was previewed, or what failed in an older run. */
async function begin(story: Story): Promise<void> {
  const { engine, throwDie, witness, recipe } = story
  const { agreement, clock } = engine
  const undoes = recipe.holds.has('undo') && throwDie() < UNDOING
  const die = throwDie()
  const past = await agreement.runs({ cursor: null, limit: 5 })
  const over = past.ok ? past.value.items.filter((one) => isOver(one.state)) : []
  if (recipe.holds.has('events') && over.length > 0 && story.dieOfEvents() < 0.6)
    return listen(story)
  witness.begin()
  if (undoes && over.length > 0) {
    const asked = await clock.run(agreement.undo(pick(throwDie, over).id, null, 'Ops'))
    await engine.drain()
    if (asked.ok) await clock.run(agreement.trigger(asked.value.id, 'Ops'))
    if (asked.ok) return
  }
  if (die < 0.15 && over.length > 0) {
    const isPreview = die < 0.08
    const asked = await clock.run(
      isPreview ? agreement.preview({}, 'Ops') : agreement.retry(pick(throwDie, over).id, 'Ops'),
    )
    await engine.drain()
    if (asked.ok && isPreview) await clock.run(agreement.trigger(asked.value.id, 'Ops'))
    if (asked.ok) return
  }
  await clock.run(agreement.trigger(null))
}
/** Of the calls that write, how many arrive late, and how late at most: shorter than the longest a vendor may take. */
const LATE = 0.06
const LATEST_MS = 55_000
const SCHEMA_LIFE_MS = 61_000
/** The same of what a vendor gives out. */
const REPLANNED = 0.6
const REPLANNED_MEANWHILE = 0.3
/** How often a column is cleared between two runs, and whenever somebody is at work during one. */
const CLEARED = 0.5
const CLEARED_MEANWHILE = 0.1
/** How often somebody changes what tells people apart between two runs, and whenever somebody is at work during one. */
const REKEYED = 0.6
const REKEYED_MEANWHILE = 0.1
/** How often somebody edits the mapping between two runs, and whenever somebody is at work during one. */
const REMAPPED = 0.6
const REMAPPED_MEANWHILE = 0.5
/** Of the runs of a story that holds undoing, how many undo an older one. */
const UNDOING = 0.4

/** One run in bad weather, with people at work and perhaps a kill or two in the middle. */
async function run(story: Story): Promise<void> {
  const { engine, throwDie } = story
  await begin(story)
  const leave = meddle(engine, Math.floor(throwDie() * 1e9), story.recipe.size.meddling, () => {
    const from = story.witness.events.length
    edit(story)
    story.plan?.perhaps(REPLANNED_MEANWHILE)
    orNothing(story, () => story.clearing?.perhaps(CLEARED_MEANWHILE))
    story.rekeying?.perhaps(REKEYED_MEANWHILE)
    if (story.dieOfCustomers() < 0.5) customers(story)
    if (story.recipe.holds.has('mapping')) story.remapping.perhaps(REMAPPED_MEANWHILE)
    if (story.recipe.holds.has('events')) void tellNow(engine, story.witness, from)
    // L14: they add up at every moment, also half-way.
    void addingUp(engine).then((found) => story.breaches.push(...found))
  })
  const away = story.views?.watch(story.recipe.size.meddling, () => stir(story))
  const kills = Math.floor(throwDie() * 3)
  for (let i = 0; i <= kills; i++) {
    const when = throwDie() < 0.5 ? 'before' : 'after'
    engine.killAt(i < kills ? Math.floor(throwDie() * 12) : null, when)
    try {
      await engine.drain()
      break
    } catch (fault) {
      if (!(fault instanceof Killed)) throw fault
      story.kills++
      await story.remapping.settle(true)
      await story.rekeying?.settle(true)
      edit(story)
      engine.restart()
      story.witness.killed()
      engine.killAt(null)
      if (throwDie() < 0.3) await order(engine, throwDie, story)
      story.views?.note()
    }
  }
  engine.killAt(null)
  await engine.drain()
  away?.()
  leave()
  await story.remapping.settle()
  await story.rekeying?.settle()
}

/**
 * L1: at most three runs in calm, and then the plan is empty: what one finds gone the next deletes, and the third makes
 * anew who only waited for it. Where two tables hold one person, one more: what a run writes for one of them the other meets
 * only in the run after, for a run writes what its preview listed and nothing else (L9), and what that one gives back the
 * first meets in the run after that. So whom one makes anew the other finds by their key, and what it brings goes to the first
 * (seed 76000043); or what one fills in lets somebody into the other's filter, who then brings what had changed meanwhile
 * (seed 81002194). Nobody could be quicker who merges what is there and shows it first. L2, L6: the run that plans nothing writes nothing.
 * Some seeds run once more then, so that what was quiet once stays quiet.
 */
async function calm(story: Story): Promise<void> {
  const { engine, throwDie, seed, breaches, witness } = story
  await engine.drain()
  const again = throwDie() < 0.25
  let refused = 0
  const most = story.recipe.holds.has('tables') ? 4 : 3
  for (let runs = 0; runs <= most; runs++) {
    // A listing that broke and was taken up again counts nobody twice.
    const brokenListing = isPaged(seed) && runs === 0 ? 0.3 : 0
    engine.airtable.sky.change({ seed, brokenListing })
    const listed = runs === 0 ? await foretold(story) : await settle(story)
    engine.airtable.sky.change({ brokenListing: 0 })
    breaches.push(...(await addingUp(engine)))
    // Where another one was in the way until now, none has run (seed 960002).
    if (listed === null && refused++ < 1) runs--
    // What a run learnt without writing anything may be for the next one to judge.
    if (listed !== 0 || (await standing(engine, witness)).length > 0) continue
    if (again) await settle(story)
    return
  }
}

/** L9: the first run in calm is previewed, and does what the preview lists. */
async function foretold(story: Story): Promise<number | null> {
  const { engine, witness, breaches } = story
  // L4: where the last one it knows is gone, a listing proves nothing; only the look before the write shows it. Whom a
  // preview itself finds to have come back under another name was not known to its listing.
  const proves = (one: { readonly entityType: string; readonly side: Side }) => isAnyMet(engine, witness, one) // prettier-ignore
  const proved = engine.memory.pairings
    .all()
    .flatMap(({ json: { entityType } }) => SIDES.map((side) => ({ entityType, side })))
    .filter(proves)
  const before = witness.events.length
  const preview = await foretell(engine)
  if (preview === null) return settle(story)
  const listed = await listOf(engine, preview.id)
  // What a killed process had on its way may arrive after the preview has looked, and then there is nothing left to write.
  const strays = new Set(witness.events.slice(before).map(({ id }) => id))
  const known = listed.filter(
    (one) =>
      proves(one) &&
      proved.some(({ entityType, side }) => entityType === one.entityType && side === one.side) &&
      !strays.has(one.recordId ?? ''),
  )
  const from = witness.events.length
  const planned = await settle(story, preview.id)
  if (planned === null) return null
  // Whom a listing is asked for that breaks each time, in a quarter of an hour, is left to the next run (seed 900038370).
  const ended = await engine.agreement.run(preview.id)
  if (ended.ok && ended.value.state === 'failed') return planned
  // What was told meanwhile, or waited for what this run makes, is for a run of its own.
  const seen = witness.events.slice(from).filter(({ run }) => run === null || run <= Number(preview.id)) // prettier-ignore
  breaches.push(...unforetold(listed, seen))
  breaches.push(...(await unmade(engine, preview.id, known)))
  return planned
}

/** Run once, approve what asks, and say how many writes were listed; null where another run was in the way. */
async function settle(story: Story, preview: string | null = null): Promise<number | null> {
  const { engine, witness, breaches } = story
  const from = witness.events.length
  witness.begin()
  const began = await engine.clock.run(engine.agreement.trigger(preview))
  await engine.drain()
  await approve(story)
  await engine.drain()
  if (!began.ok) return null
  const ended = await engine.agreement.run(began.value.id)
  const planned = ended.ok ? ended.value.planned : null
  // What a feed tells of has a run of its own (seed 81000112).
  const isOfThis = ({ run }: Event): boolean => run === null || run <= Number(began.value.id)
  if (planned === 0)
    for (const event of witness.events.slice(from).filter(isOfThis))
      breaches.push({
        law: 'L2',
        says: `a quiet run wrote ${event.field} on the ${event.side}: ${event.before} → ${event.after}`,
        about: { side: event.side, id: event.id, twin: null },
      })
  // A run whose writes were overtaken has learnt something all the same.
  const overtaken = await engine.agreement.writes(
    began.value.id,
    { cursor: null, limit: 1 },
    { state: 'dropped' },
  )
  return planned === 0 && overtaken.ok ? overtaken.value.items.length : planned
}

async function approve({ engine, clearing }: Pick<Story, 'engine' | 'clearing'>): Promise<void> {
  const last = await engine.agreement.runs({ cursor: null, limit: 1 })
  const [asking] = last.ok ? last.value.items.filter((one) => one.state === 'asking') : []
  if (!asking) return
  if (clearing) await clearing.approve(asking.id)
  else await engine.clock.run(engine.agreement.approve(asking.id))
}

/** L3: what is typed last, with nobody against it, stands on both sides after a run; or is put right, where it may not go. */
async function lastWord(story: Story): Promise<void> {
  const { engine, throwDie } = story
  const pairing = engine.memory.pairings.get('people')
  const entry = pairing?.json.entries.find((one) => one.left.field === id('fld', 'pScore'))
  if (!pairing || !entry || !pairing.json.updateExisting) return
  const direction = narrow(pairing.json.direction, entry.direction)
  // Where a deletion is not known to the engine yet, nobody can edit that half any more.
  const isThere = (link: Link): boolean =>
    SIDES.every((one) => story.witness.now[one].people.has(idOn(link, one)))
  const free = engine.memory.links
    .after(pairing.no, 0, 100)
    .filter((link) => isFree(engine, link) && isThere(link))
  const open = await engine.agreement.runs({ cursor: null, limit: 1 })
  if (free.length === 0 || !open.ok || !open.value.items.every((one) => isOver(one.state))) return
  const link = pick(throwDie, free)
  const side = pick(throwDie, SIDES)
  // Both stay above or below what filters ask for, so that nobody leaves the sync by it.
  const before = Math.round(
    Number(story.witness.now[side].people.get(idOn(link, side))?.get('score') ?? 0),
  )
  const score = before > 500 ? 1_000 + before : -1 - before
  story.witness.person(() =>
    side === 'left'
      ? engine.airtable.edit(BASE, 'People', link.left_id, { Score: score })
      : engine.attio.edit('people', link.right_id, { score }),
  )
  await engine.sync()
  if (!writesTo(direction, other(side))) return
  const { left, right } = story.witness.now
  const stands = {
    left: left.people.get(link.left_id)?.get('score'),
    right: right.people.get(link.right_id)?.get('score'),
  }
  const there = carried(entry, String(score), other(side))
  if (stands[side] !== String(score) || stands[other(side)] !== there)
    story.breaches.push({
      law: 'L3',
      says: `${score} was typed on the ${side}, with nobody against it, and does not stand`,
      about: { side: 'left', id: link.left_id, twin: link.right_id },
    })
}

function hashOf({ events }: Witness): string {
  let hash = 0x811c9dc5
  for (const char of JSON.stringify(events.map(({ whole: _, ...event }) => event)))
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0
  return hash.toString(16)
}
