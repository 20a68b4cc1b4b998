import { addsUp } from '../../shared/account.ts'
import { narrow, type Pairing, slotKey } from '../../shared/mapping.ts'
import { type Both, other, SIDES, type Side } from '../../shared/record.ts'
import { idOn, isGone, isFrozen, type Link } from '../../worker/objects/sync/links.ts'
import type { Write } from '../../worker/objects/sync/plan.ts'
import type { Engine } from '../worker/engine.ts'
import type { Clearing } from './emptied.ts'
import { FIELD_OF, kindOn, type Look, says } from './sight.ts'
import type { PlanChanges } from './plan.ts'
import type { Rekeying } from './rekeying.ts'
import { allows, fieldOn, isCarried, type Remapping } from './remapping.ts'
import { type LetGo, misundone, nameOf, type Sendings, sendingsOf } from './undone.ts'
import type { Views } from './views.ts'
import type { Event, Witness } from './witness.ts'

/** A law that does not hold, where, and about whom. */
export type Breach = {
  readonly law: string
  readonly says: string
  readonly about?: { readonly side: Side; readonly id: string; readonly twin: string | null }
}

/**
 * The gap that the vendors leave (L3): neither lets one write only if nothing changed meanwhile, so what is typed between
 * our last look at a record and our write of it cannot be known. The witness measures how long that is. What the base tells
 * of afterwards falls through it no more. Seen red where nobody listened to that (seed 73).
 */
const isGap = (typed: Event, write: Event): boolean => write.sent <= typed.at

/**
 * Typed while a call was on its way that brought more than its write tells of: the rest of a whole of which it changed a
 * part, as it stood when it was sent (seed 40008414); or all of it, where it arrived after the same had been sent once
 * more and settled (seed 40005885) and nothing says when: by the next look it may have been a person. Looks meanwhile were
 * after what the write is about.
 */
const isBeside = (typed: Event, write: Event, sendings: Sendings): boolean => {
  const sending = sendings.get(nameOf(write))
  return (
    write.left <= typed.at &&
    sending !== undefined &&
    ((sending.settled < write.at && !isDated(write)) ||
      !sending.fields.has(write.field ?? undefined))
  )
}

/** Attio says when a value was set; not when one was emptied or taken out of a list, and the base says it of none. */
const isDated = ({ side, field, after }: Event): boolean =>
  side === 'right' && after !== null && field !== 'tags'

/** What the story itself knows of what it told. */
type Told = {
  /** What each mapping was at any moment. */
  readonly remapping: Remapping
  readonly letGo: readonly LetGo[]
  /** Whom a person said to delete, asked about one whose other half had gone. */
  readonly deleted: readonly string[]
  readonly views: Views | null
  readonly plan: PlanChanges | null
  readonly clearing: Clearing | null
  readonly rekeying: Rekeying | null
}

/** Everything the product promises, held against what the witness saw. */
export async function judge(
  engine: Engine,
  witness: Witness,
  { remapping, letGo, deleted, views, plan, clearing, rekeying }: Told,
): Promise<Breach[]> {
  const pairings = engine.memory.pairings.all()
  const isKnownByAddress = ({ run, at }: Event): boolean =>
    rekeying === null ||
    run === null ||
    rekeying.isKnownByAddress(remapping.during('people', witness.begun(run), at))
  return [
    ...(await standing(engine, witness)),
    ...pairings.flatMap(({ no, json }) => agreement(engine, witness.now, no, json, plan)),
    ...frame(
      witness,
      pairings.map(({ json }) => json),
      remapping,
      sendingsOf(engine),
    ),
    ...lostEdits(engine, witness),
    ...twice(engine, witness, letGo, isKnownByAddress),
    ...misundone(engine, witness, letGo, plan),
    ...(plan ? [...plan.emptied(), ...(await plan.untold())] : []),
    ...(clearing?.unasked() ?? []),
    ...(rekeying ? [...rekeying.parted(), ...rekeying.unmet()] : []),
    ...(views ? leaving(engine, views, plan) : []),
    ...(engine.memory.pairings.get('customers') ? heldByTwo(engine, witness, deleted) : []),
  ]
}

/** L1, L14: the last run is done and planned nothing, nothing is pending, and the numbers add up to what is there. */
export async function standing(engine: Engine, witness: Witness): Promise<Breach[]> {
  const { now } = witness
  const view = await engine.agreement.view()
  if (!view.ok) return [{ law: 'L1', says: 'there is no view' }]
  const { lastRun, account } = view.value
  const breaches = await addingUp(engine)
  if (lastRun?.state !== 'done')
    breaches.push({ law: 'L1', says: `the last run is ${lastRun?.state}: ${lastRun?.says}` })
  if (lastRun && lastRun.planned > 0)
    breaches.push({
      law: 'L1',
      says: `the last of the calm runs planned ${lastRun.planned} writes`,
    })
  for (const one of account) {
    const text = JSON.stringify(one)
    const there = now[one.side][kindOn(one.entityType, one.side)].size
    // Where nobody known was met, who was not met still counts as there.
    if (one.total !== there && isAnyMet(engine, witness, one))
      breaches.push({ law: 'L14', says: `${there} records are there, the account says ${text}` })
    if (one.pending !== 0 && !isUnread(engine, witness, one))
      breaches.push({ law: 'L1', says: `something is still pending: ${text}` })
  }
  return breaches
}

/**
 * A field was mapped anew, and on one side nobody known was met since: what is read there by a new formula nobody can
 * know, and a listing says of nobody that they are gone (seed 90200319).
 */
function isUnread(
  engine: Engine,
  witness: Witness,
  { entityType }: { readonly entityType: string },
): boolean {
  const entries = engine.memory.pairings.get(entityType)?.json.entries ?? []
  const isAnew = entries.some(({ since, reads }) => since > 1 && reads !== undefined)
  return isAnew && SIDES.some((side) => !isAnyMet(engine, witness, { entityType, side }))
}

/**
 * Is a record with a link there, on that side of the pairing? Without one a listing says nothing about absence. One that was
 * known to be gone and has come back is nobody whom the listing was to meet (seed 700031960).
 */
export function isAnyMet(
  { memory }: Engine,
  { now }: Witness,
  { entityType, side }: { readonly entityType: string; readonly side: Side },
): boolean {
  const no = memory.pairings.get(entityType)?.no ?? 0
  const table = now[side][kindOn(entityType, side)]
  // What a run only proposes it found after its listings.
  const links = memory.links.after(no, 0, 10_000).filter((link) => link.proposed === null)
  return (
    links.length === 0 || links.some((link) => !isGone(link, side) && table.has(idOn(link, side)))
  )
}

/** L14: whenever one looks, every account adds up. */
export async function addingUp(engine: Engine): Promise<Breach[]> {
  const view = await engine.agreement.view()
  if (!view.ok) return [{ law: 'L14', says: 'there is no view' }]
  return view.value.account
    .filter((one) => !addsUp(one))
    .map((one) => ({ law: 'L14', says: `an account does not add up: ${JSON.stringify(one)}` }))
}

/** L1: every mapped field of a linked pair agrees, or somebody is told why not. */
function agreement(
  engine: Engine,
  now: Both<Look>,
  no: number,
  pairing: Pairing,
  plan: PlanChanges | null,
): Breach[] {
  const kind = kindOn(pairing.entityType, 'left')
  const { sql, links } = engine.memory
  const listed = new Set(
    [
      ...sql
        .exec(
          `select link || ':' || coalesce(entry, '') as at from conflict where link is not null`,
        )
        .toArray(),
    ].map((row) => String(row['at'])),
  )
  const blocked = new Set(
    sql
      .exec(
        `select side || ':' || source_id || ':' || entry as at from block where pairing = ?`,
        no,
      )
      .toArray()
      .map((row) => String(row['at'])),
  )
  const held = new Set(
    sql
      .exec(`select side || ':' || record_id || ':' || entry as at from hold where pairing = ?`, no)
      .toArray()
      .map((row) => String(row['at'])),
  )
  const isListed = (link: Link, entry: string): boolean =>
    listed.has(`${link.id}:${entry}`) ||
    listed.has(`${link.id}:`) ||
    SIDES.some((side) =>
      ['', entry].some(
        (at) =>
          blocked.has(`${side}:${idOn(link, other(side))}:${at}`) ||
          held.has(`${side}:${idOn(link, side)}:${at}`),
      ),
    )
  const twinOf = (reference: string): string => {
    const found = sql
      .exec('select right_id from link where left_id = ? and gone is null', reference)
      .toArray()[0]
    return String(found?.['right_id'] ?? '')
  }
  const breaches: Breach[] = []
  for (const link of links.after(no, 0, 10_000)) {
    if (link.gone !== null || isFrozen(link)) continue
    const left = now.left[kind].get(link.left_id)
    const right = now.right[kindOn(pairing.entityType, 'right')].get(link.right_id)
    if (!left || !right) continue
    for (const entry of pairing.entries) {
      const direction = narrow(pairing.direction, entry.direction)
      const field = fieldOn(entry, 'left')
      if (direction === 'none' || isListed(link, entry.id)) continue
      if (SIDES.some((side) => kindOn(pairing.entityType, side) === 'people' && plan?.hides(side, fieldOn(entry, side)))) continue // prettier-ignore
      const isReference = field === 'teams' || field === 'parent'
      const here = left.get(field) ?? ''
      const there = right.get(fieldOn(entry, 'right')) ?? ''
      // Only what has a twin can be pointed at on the other side.
      const crossed = isReference
        ? here.split('|').map(twinOf).filter(Boolean).sort().join('|')
        : here
      const known = isReference
        ? there
            .split('|')
            .filter((id) => sqlHas(engine, id))
            .sort()
            .join('|')
        : there
      // One way, what was never filled in does not empty the other side.
      const given = direction === 'pull' ? known : crossed
      if (direction !== 'bidirectional' && given === '') continue
      if (!pairing.updateExisting) continue
      // One way, what the receiving side has besides stays there.
      const isList = isReference ? field === 'teams' : field === 'tags'
      const receiver = direction === 'push' ? known : crossed
      if (direction !== 'bidirectional' && isList && isWithin(given, receiver)) continue
      if (!isCarried(entry, crossed, known))
        breaches.push({
          law: 'L1',
          says: `${kind} ${field} differs (${direction}): ${crossed} and ${known}`,
          about: { side: 'left', id: link.left_id, twin: link.right_id },
        })
    }
  }
  return breaches
}

const isWithin = (few: string, many: string): boolean =>
  few.split('|').every((one) => many.split('|').includes(one))

const sqlHas = (engine: Engine, rightId: string): boolean =>
  engine.memory.sql
    .exec('select 1 as n from link where right_id = ? and gone is null', rightId)
    .toArray().length > 0

/** A call whose answer nobody heard, so that nothing says when it left, was sent within this time or not at all. */
const LONGEST_WAIT_MS = 20_000

/** L7: only mapped fields are written, and only where their direction went when they were. */
function frame(
  witness: Witness,
  pairings: readonly Pairing[],
  remapping: Remapping,
  sendings: ReturnType<typeof sendingsOf>,
): Breach[] {
  return witness.events.flatMap((event): Breach[] => {
    if (event.who !== 'product' || event.field === null) return []
    // What is undone goes back to where it was, whatever the mapping says now (L10).
    if (event.undone !== null) return []
    // A deleted team leaves the lists it was in, whoever deleted it.
    if (event.field === 'twin' || event.field === 'teams' || event.field === 'parent') return []
    const { field, side, kind } = event
    // What is on its way to a vendor waits for its pace, and cannot be called back.
    const left = sendings.get(nameOf(event))?.sent ?? event.sent - LONGEST_WAIT_MS
    // Whichever pairing writes there: those in Attio may be people of two tables.
    const mine = pairings.filter(({ entityType }) => kindOn(entityType, side) === kind)
    const then = mine.flatMap(({ entityType }) => remapping.during(entityType, Math.min(left, event.sent), event.at)) // prettier-ignore
    if (then.some((one) => allows(one, field, side))) return []
    // A part that was written with its whole, as it stood when the call was sent.
    const isOfGap = (typed: Event): boolean =>
      typed.who === 'person' && typed.id === event.id && typed.field === event.field
    // Also where the record was looked at while that call was under way (seed 92000446).
    const isUnseen = (typed: Event): boolean => isGap(typed, event) || isBeside(typed, event, sendings) // prettier-ignore
    if (witness.events.some((one) => isOfGap(one) && isUnseen(one) && one.at <= event.at)) return []
    // With the record goes all it held.
    if (!witness.now[event.side][kind].has(event.id) && event.after === null) return []
    const about = { side: event.side, id: event.id, twin: null }
    return [{ law: 'L7', says: `${event.field} was written on the ${event.side}`, about }]
  })
}

/** How long before its write each edit was typed that fell into the gap (ms), as the vendors leave it. */
export const gapsOf = (witness: Witness): number[] =>
  [...cellsOf(witness).values()].flatMap((events) =>
    events.flatMap((typed, i): number[] => {
      const next = events[i + 1]
      return typed.who === 'person' && next?.who === 'product' && isGap(typed, next)
        ? [next.at - typed.at]
        : []
    }),
  )

/** What happened to each cell, in order. */
function cellsOf({ events }: Witness): Map<string, Event[]> {
  const cells = new Map<string, Event[]>()
  for (const event of events) {
    const key = `${event.side} ${event.kind} ${event.id} ${event.field ?? ''}`
    const known = cells.get(key)
    if (known) known.push(event)
    else cells.set(key, [event])
  }
  return cells
}

/** L3: whatever a person typed and the product replaced stands in the ledger, with what it was. */
function lostEdits(engine: Engine, witness: Witness): Breach[] {
  const cells = cellsOf(witness)
  const ledger = ledgerOf(engine)
  const sendings = sendingsOf(engine)
  const breaches: Breach[] = []
  for (const events of cells.values()) {
    for (const [i, typed] of events.entries()) {
      const next = events[i + 1]
      if (typed.who !== 'person' || typed.after === null || next?.who !== 'product') continue
      // It went with its field, which was taken away while the record lay in the trash (seed 700074723).
      if (typed.field !== null && next.before === null) continue
      // The base tells afterwards what a write found.
      const isUnseen = isGap(typed, next) || isBeside(typed, next, sendings)
      if (isUnseen && !witness.told.has(next)) continue
      const about = { side: typed.side, id: typed.id, twin: null }
      const rows = ledger.get(`${typed.side} ${typed.id}`) ?? []
      const kept =
        typed.field === null
          ? rows.some((row) => row.kind === 'delete')
          : typed.field === 'twin' ||
            rows.some((row) =>
              row.changes.some(
                (change) =>
                  FIELD_OF[slotKey(change.slot)] === typed.field &&
                  [change.before, change.lost ?? null, ...(change.besides ?? [])].some((one) =>
                    says(one, typed.after),
                  ),
              ),
            ) ||
            // A team that was deleted leaves the lists it was in.
            typed.field === 'teams' ||
            typed.field === 'parent'
      if (!kept)
        breaches.push({
          law: 'L3',
          says: `“${typed.after}” in ${typed.field ?? 'a record'} on the ${typed.side} is nowhere any more`,
          about,
        })
    }
  }
  return breaches
}

function ledgerOf(engine: Engine): Map<string, Write[]> {
  const ledger = new Map<string, Write[]>()
  for (const { id } of engine.memory.runs.page(null, 1_000).runs)
    for (const write of engine.memory.plan.page(id, 0, 10_000))
      if (write.record_id !== null) {
        const key = `${write.side} ${write.record_id}`
        ledger.set(key, [...(ledger.get(key) ?? []), write])
      }
  return ledger
}

/**
 * L4: whoever one table still holds since before a run began is not deleted in Attio by it, because another lost them or what
 * it had made is undone. Whom a person said to delete goes by their word (seed 76001099).
 */
function heldByTwo({ memory }: Engine, witness: Witness, deleted: readonly string[]): Breach[] {
  const linked = new Map<string, string[]>()
  for (const { no, json } of memory.pairings.all())
    if (json.right === 'people')
      for (const { left_id: left, right_id: right } of memory.links.after(no, 0, 10_000))
        linked.set(right, [...(linked.get(right) ?? []), left])
  return witness.events.flatMap((event, at): Breach[] => {
    const { who, side, id, field, after, run } = event
    const isDeletion = who === 'product' && side === 'right' && field === null && after === null
    if (!isDeletion || run === null || deleted.includes(id)) return []
    const begun = witness.begun(run)
    const holders = (linked.get(id) ?? []).filter((left) => {
      const own = witness.events.filter((one) => one.id === left && one.field === null)
      const last = own.findLast((one) => witness.events.indexOf(one) < at)
      // What never came was there from the beginning, and may have gone afterwards.
      return last ? last.after !== null && last.at < begun : (own[0]?.after ?? null) === null
    })
    const says = `deleted on the right, though ${holders.join(' and ')} still stood in a table`
    return holders.length === 0 ? [] : [{ law: 'L4', says, about: { side, id, twin: holders[0]! } }]
  })
}

/** L4, L7, L14: leaving the filter freezes a pair, and coming back goes on. */
function leaving(engine: Engine, views: Views, plan: PlanChanges | null): Breach[] {
  const ledger = ledgerOf(engine)
  const runs = new Map(engine.memory.runs.page(null, 1_000).runs.map((one) => [one.id, one]))
  const twinOf = ({ side, id, run, whole }: Event): string | null =>
    ledger.get(`${side} ${id}`)?.findLast((one) => one.run === run)?.source_id ?? whole?.get('twin') ?? null // prettier-ignore
  // Whoever is a customer too is written by that pairing, which has no view.
  const no = engine.memory.pairings.get('people')?.no
  const isOurs = ({ side, id, run, field }: Event): boolean =>
    side === 'left' ||
    !engine.memory.pairings.get('customers') ||
    (ledger.get(`${side} ${id}`) ?? []).some(
      (one) =>
        one.run === run &&
        one.pairing === no &&
        (field === null || one.changes.some(({ slot }) => FIELD_OF[slotKey(slot)] === field)),
    )
  return [
    ...views.trespasses(
      twinOf,
      isOurs,
      (run) => runs.get(run)?.purpose.is === 'sync',
      ({ side, field }, at) => field !== null && plan?.hid(side, field, at) === true,
    ),
    ...views.miscounted(),
  ]
}

/** L5: of one record at most one is made on the other side. */
function twice(
  engine: Engine,
  witness: Witness,
  letGo: readonly LetGo[],
  isKnownByAddress: (event: Event) => boolean,
): Breach[] {
  const made = new Map<string, string>()
  const ledger = ledgerOf(engine)
  return witness.events.flatMap((event, at): Breach[] => {
    const double = event.doubles?.find(
      (id) => witness.now[event.side].people.has(id) && isThere(witness, event, id, at),
    )
    // What an undo makes again was there before: that it was is held against it elsewhere (L10).
    const isMade = event.who === 'product' && event.before === null
    if (isMade && event.undone === null && double !== undefined && isKnownByAddress(event)) {
      const about = { side: event.side, id: event.id, twin: double }
      return [{ law: 'L5', says: `${event.whole?.get('email')} was there already`, about }]
    }
    const twin = event.whole?.get('twin')
    if (event.who !== 'product' || event.before !== null || twin === undefined) return []
    // Of somebody in Attio one is made in each table.
    const key = `${event.side} ${event.kind} ${twin}`
    const before = made.get(key)
    made.set(key, event.id)
    // What was undone is brought back by a later undo, if it is not there, or made again once a person lets it go.
    if (event.undone !== null && !isThere(witness, event, before, at)) return []
    // Whom a person deleted while an undo was at it, the undo counts as deleted.
    const isCounted = ledger
      .get(`${event.side} ${before}`)
      ?.some((row) => row.kind === 'delete' && row.changes.some(({ why }) => why === 'undo'))
    const undoing = witness.events.findLastIndex(
      (one) => one.id === before && one.field === null && one.after === null && (one.undone !== null || isCounted === true), // prettier-ignore
    )
    const undone = witness.events[undoing]
    // Undone while its other half was in the trash, it comes again with that one.
    const wasAlone =
      undone && !isThere(witness, { ...event, side: other(event.side) }, twin, undoing)
    const isLetGo = letGo.some(
      (one) => undone && one.id === twin && one.field === null && one.at >= undone.at && one.at <= event.at, // prettier-ignore
    )
    if (wasAlone || isLetGo) return []
    // Deleted by a person before any answer told of it: nobody could know that it had ever been.
    const isUnknown = !ledger.has(`${event.side} ${before}`) && !isThere(witness, event, before, at)
    // A copy took its place while it was in the trash, and what had been made of it went with that one: deleted on the
    // copy's side (seed 90102489), or, once it was the copy's, by a person on this one, whether the copy had brought
    // anything (seed 500001527) or was the same (seed 900015444); also where it had been merged with another by then, and
    // what came of that bears its id on (seed 700086244).
    const own = `${event.side} ${event.id}`
    const pairing = ledger.get(own)?.find(({ kind }) => kind === 'create')?.pairing
    const heirs = witness.events
      .filter(
        (one) => one.side === event.side && one.who === 'person' && one.whole?.get('twin') === twin,
      ) // prettier-ignore
      .map(({ id }) => id)
    const links = [...(before === undefined ? [] : [before]), ...heirs].flatMap((id) =>
      pairing === undefined ? [] : (engine.memory.links.byRecord(pairing, event.side, id) ?? []),
    )
    const isOfAnother = (row: Write): boolean =>
      row.state === 'settled' && row.source_id !== twin && row.pairing === pairing
    const isHandedOn =
      before !== undefined &&
      !isThere(witness, event, before, at) &&
      (ledger.get(`${event.side} ${before}`)?.some(isOfAnother) === true ||
        links.some((link) => idOn(link, other(event.side)) !== twin) ||
        [...ledger].some(
          ([name, rows]) =>
            name !== `${other(event.side)} ${twin}` &&
            name.startsWith(other(event.side)) &&
            rows.some((row) => row.kind === 'delete' && row.source_id === before),
        ))
    return before === undefined || isUnknown || isHandedOn
      ? []
      : [
          {
            law: 'L5',
            says: `${twin} was made twice on the ${event.side}`,
            about: { side: event.side, id: event.id, twin },
          },
        ]
  })
}

/** Was it on the side of this event, which is the `at`-th of all, when that happened? */
const isThere = (witness: Witness, { side }: Event, id: string | undefined, at: number): boolean =>
  witness.events
    .slice(0, at)
    .findLast((one) => one.id === id && one.field === null && one.side === side)?.after !== null
