import { addsUp } from '../../shared/account.ts'
import { AttioSandbox } from '../sandbox/attio/attio.ts'
import { type Die, die, pick } from '../sandbox/random.ts'
import type { Weather } from '../sandbox/weather.ts'
import { type Engine, Killed, openEngine, pairUp } from '../worker/engine.ts'
import { lookLeft, lookRight } from '../worker/look.ts'
import { id, SMALL_PAIRINGS, smallWorld } from '../worker/worlds.ts'

const BASE = id('app', 'small')
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

/** What a seed came to: what is wrong at the end, in words, and how much happened on the way. */
export type Storm = {
  readonly wrong: readonly string[]
  readonly edits: number
  readonly faults: number
  readonly kills: number
}

/**
 * People edit both sides, calls fail and the process is killed, all by one seed and under one clock. Then it is calm, and
 * what the product promises is held against both sides.
 */
export async function earlyStorm(seed: number): Promise<Storm> {
  const throwDie = die(seed)
  const engine = openEngine({
    world: worldOf(throwDie),
    seed,
    weather: { latency: 100, jitter: 50 },
    setup: {
      deletions: 'delete',
      conflictResolution: pick(throwDie, [
        'manual_review',
        'app_wins',
        'crm_wins',
        'last_write_wins',
      ]),
      firstMeeting: pick(throwDie, ['app_wins', 'crm_wins', 'manual_review']),
    },
  })
  await pairUp(engine, SMALL_PAIRINGS)
  const count = { edits: 0, kills: 0 }
  for (let round = 0; round < 4; round++) {
    engine.airtable.sky.change({ seed: seed + round, ...FAULTS })
    engine.attio.sky.change({ seed: seed + round + 7, ...FAULTS })
    await run(engine, throwDie, count)
    for (let i = 0; i < 6; i++) count.edits += edit(engine, throwDie, `${seed}-${round}-${i}`)
  }
  // Not every deed finds somebody to do it to; a storm has twenty that did.
  while (count.edits < 20) count.edits += edit(engine, throwDie, `${seed}-top-${throwDie()}`)
  engine.airtable.sky.change(CALM)
  engine.attio.sky.change(CALM)
  engine.killAt(null)
  const faults = engine.faults()
  for (let i = 0; i < 3; i++) await settle(engine)
  return { wrong: await judge(engine), edits: count.edits, faults, kills: count.kills }
}

/** One run in bad weather, with people at work and perhaps a kill or two in the middle. */
async function run(
  engine: Engine,
  throwDie: Die,
  count: { edits: number; kills: number },
): Promise<void> {
  await engine.clock.run(engine.agreement.trigger(null))
  const kills = Math.floor(throwDie() * 3)
  for (let i = 0; i <= kills; i++) {
    engine.killAt(
      i < kills ? Math.floor(throwDie() * 12) : null,
      throwDie() < 0.5 ? 'before' : 'after',
    )
    try {
      await engine.drain()
      break
    } catch (fault) {
      if (!(fault instanceof Killed)) throw fault
      count.kills++
      count.edits += edit(engine, throwDie, `k${count.kills}-${count.edits}`)
      engine.restart()
    }
  }
  engine.killAt(null)
  await engine.drain()
}

/** Let what is open come to its end, approve what asks, and run once more. */
async function settle(engine: Engine): Promise<void> {
  await engine.drain()
  const began = await engine.clock.run(engine.agreement.trigger(null))
  if (began.ok) await engine.drain()
  const last = await engine.agreement.runs({ cursor: null, limit: 1 })
  const [asking] = last.ok ? last.value.items.filter((one) => one.state === 'asking') : []
  if (asking) await engine.agreement.approve(asking.id)
  await engine.drain()
}

const person = (throwDie: Die, n: number, teams: readonly string[]) => ({
  Email: `p${n}@example.com`,
  'First name': `First${n}`,
  ...(throwDie() < 0.5 ? { 'Last name': `Last${n}` } : {}),
  ...(throwDie() < 0.5 ? { Score: Math.floor(throwDie() * 100) } : {}),
  ...(throwDie() < 0.5 ? { Teams: teams.filter(() => throwDie() < 0.4) } : {}),
})

function worldOf(throwDie: Die) {
  const codes = ['A', 'B', 'C', 'D']
  const teams = codes.map((code, i) => ({
    id: id('rec', `t${code}`),
    fields: {
      Name: `Team ${code}`,
      Code: code,
      ...(throwDie() < 0.4 ? { Parent: [id('rec', `t${codes[(i + 1) % 4]!}`)] } : {}),
    },
  }))
  const people = Array.from({ length: 8 }, (_, i) => ({
    id: id('rec', `p${i}x`),
    fields: person(
      throwDie,
      i,
      teams.map((team) => team.id),
    ),
  }))
  const there = Array.from({ length: 4 }, (_, i) => ({
    values: { name: `There${i * 3}, First`, email_addresses: [`p${i * 3}@example.com`], score: i },
  }))
  return smallWorld({ teams, people, attio: { people: there } })
}

/** One thing a person does, on either side. Returns 1 where there was something to do it to. */
function edit(engine: Engine, throwDie: Die, tag: string): number {
  const left = engine.airtable.rows(BASE, 'People')
  const right = engine.attio.rows('people')
  const row = left.length > 0 ? pick(throwDie, left) : null
  const record = right.length > 0 ? pick(throwDie, right) : null
  const teams = engine.airtable.rows(BASE, 'Teams').map((team) => team.id)
  const deeds: (() => unknown)[] = [
    () =>
      row && engine.airtable.edit(BASE, 'People', row.id, { Score: Math.floor(throwDie() * 100) }),
    () => row && engine.airtable.edit(BASE, 'People', row.id, { 'Last name': `Edited ${tag}` }),
    () =>
      row &&
      engine.airtable.edit(BASE, 'People', row.id, {
        'First name': throwDie() < 0.3 ? null : `First ${tag}`,
      }),
    () =>
      row &&
      engine.airtable.edit(BASE, 'People', row.id, { Teams: teams.filter(() => throwDie() < 0.4) }),
    () =>
      row &&
      engine.airtable.edit(BASE, 'People', row.id, {
        Level: pick(throwDie, ['Junior', 'Senior', null]),
      }),
    () => record && engine.attio.edit('people', record.id, { score: Math.floor(throwDie() * 100) }),
    () =>
      record &&
      engine.attio.edit('people', record.id, {
        born: `19${50 + Math.floor(throwDie() * 49)}-01-02`,
      }),
    () => record && engine.attio.edit('people', record.id, { name: `There ${tag}, Edited` }),
    () =>
      record &&
      engine.attio.edit('people', record.id, { level: pick(throwDie, ['Junior', 'Senior']) }),
    () => record && engine.attio.edit('people', record.id, { teams: references(engine, throwDie) }),
    () =>
      void engine.airtable.add(BASE, 'People', {
        Email: `l${tag}@example.com`,
        'First name': `New ${tag}`,
      }),
    () =>
      void engine.attio.add('people', {
        name: `New ${tag}, R`,
        email_addresses: [`r${tag}@example.com`],
      }),
    () => row && throwDie() < 0.4 && engine.airtable.remove(BASE, 'People', row.id),
    () => record && throwDie() < 0.4 && engine.attio.remove('people', record.id),
  ]
  const done = pick(throwDie, deeds)()
  return done === false || done === null ? 0 : 1
}

const references = ({ attio }: { attio: AttioSandbox }, throwDie: Die) =>
  attio
    .rows('teams')
    .filter(() => throwDie() < 0.4)
    .map((team) => ({ target_object: 'teams', target_record_id: team.id }))

/** What does not hold, in words: L1 and L2, L5, and that the accounts add up (L14). */
async function judge(engine: Engine): Promise<string[]> {
  const wrong: string[] = []
  const view = await engine.agreement.view()
  if (!view.ok) return ['there is no view']
  for (const account of view.value.account)
    if (!addsUp(account)) wrong.push(`an account does not add up: ${JSON.stringify(account)}`)
  const last = view.value.lastRun
  if (last?.state !== 'done') wrong.push(`the last run is ${last?.state}: ${last?.says}`)
  if (last && last.planned > 0)
    wrong.push(`the last of three calm runs still planned ${last.planned} writes`)

  const listed = await engine.agreement.conflicts({ cursor: null, limit: 500 })
  const conflicts = listed.ok ? listed.value.items : []
  const left = lookLeft(engine)
  const right = lookRight(engine)
  const emails = (people: typeof left.people) => people.map((one) => String(one.email))
  for (const [side, people] of [
    ['Airtable', left.people],
    ['Attio', right.people],
  ] as const) {
    const list = emails(people)
    if (new Set(list).size !== list.length)
      wrong.push(`somebody is twice in ${side}: ${list.join(' ')}`)
  }
  const doubtful = new Set(conflicts.flatMap((one) => [one.leftId, one.rightId]))
  const isDoubtful = (email: string): boolean =>
    engine.airtable
      .rows(BASE, 'People')
      .some((row) => row.fields['Email'] === email && doubtful.has(row.id)) ||
    engine.attio
      .rows('people')
      .some((row) => JSON.stringify(row.values).includes(`"${email}"`) && doubtful.has(row.id))
  for (const email of new Set([...emails(left.people), ...emails(right.people)])) {
    const here = JSON.stringify(left.people.find((one) => one.email === email))
    const there = JSON.stringify(right.people.find((one) => one.email === email))
    if (here !== there && !isDoubtful(email)) wrong.push(`${email} differs: ${here} and ${there}`)
  }
  if (JSON.stringify(left.teams) !== JSON.stringify(right.teams)) wrong.push('the teams differ')
  return wrong
}
