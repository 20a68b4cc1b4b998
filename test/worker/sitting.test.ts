import fc from 'fast-check'
import { expect, test } from 'vitest'
import { migrate } from '../../worker/objects/migrate.ts'
import type { Side } from '../../shared/record.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import { nodeStore } from './sqlite.ts'

const open = (): Memory => {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  return new Memory(store)
}

const IDS = ['a', 'b', 'c']
const SIDE = fc.constantFrom<Side>('left', 'right')
const ID = fc.constantFrom(...IDS)
/** Numbers of rows that are there, or not. */
const NO = fc.integer({ min: 1, max: 4 })
const WORD = fc.constantFrom('x', 'y')
const FAILURE = { reason: 'refused', vendor: 'Left', what: 'That' } as const

/** Something the engine does to the tables. A second link of a record is a bug of its caller, so it is not tried. */
type Deed = (memory: Memory) => unknown
const DEEDS: fc.Arbitrary<Deed>[] = [
  fc.tuple(ID, ID).map(([l, r]): Deed => (memory) => {
    if (memory.links.otherHalf(1, 'left', l) || memory.links.otherHalf(1, 'right', r)) return
    memory.links.add({ pairing: 1, left: { id: l, base: { n: 1 }, order: 1 }, right: { id: r, base: {}, order: 2 }, version: 1, proposed: 1 })
  }),
  fc.tuple(NO, WORD, fc.option(NO)).map(([no, word, version]): Deed => (memory) =>
    memory.links.rebaseBoth(no, { left: { slots: { n: word }, order: 9 }, right: { slots: {}, order: 0 } }, version)),
  fc.tuple(NO, SIDE, WORD).map(([no, side, word]): Deed => (memory) => memory.links.replaceBase(no, side, { word })),
  fc.tuple(NO, NO).map(([no, version]): Deed => (memory) => memory.links.met(no, version)),
  fc.tuple(NO, fc.constantFrom('left' as const, 'both' as const, null)).map(([no, gone]): Deed => (memory) => memory.links.bury(no, gone)),
  fc.tuple(NO, SIDE).map(([no, side]): Deed => (memory) => memory.links.repoint(no, side, `moved ${side} ${no}`, side)),
  NO.map((no): Deed => (memory) => memory.links.reunite(no)),
  fc.tuple(NO, SIDE, fc.boolean()).map(([no, side, out]): Deed => (memory) => memory.links.setOut(no, side, out)),
  NO.map((no): Deed => (memory) => memory.links.drop(no)),
  fc.tuple(SIDE, ID, NO, fc.option(WORD)).map(([side, recordId, order, word]): Deed => (memory) =>
    memory.seen.put({ pairing: 1, side, recordId, order, slots: word === null ? null : { word }, times: undefined, title: 't', since: null })),
  fc.tuple(NO, fc.constantFrom('create' as const, 'held' as const, null)).map(([no, fate]): Deed => (memory) => memory.seen.decide(no, fate, fate)),
  NO.map((no): Deed => (memory) => memory.seen.judge(no, 'conflict', 'why', no)),
  fc.tuple(NO, fc.boolean()).map(([no, out]): Deed => (memory) => memory.seen.setOut(no, out)),
  NO.map((no): Deed => (memory) => memory.seen.want(no)),
  fc.tuple(NO, WORD).map(([no, field]): Deed => (memory) => memory.seen.date(no, field, '2026-01-01T00:00:00Z')),
  fc.tuple(SIDE, ID).map(([side, id]): Deed => (memory) => memory.seen.drop(1, side, id)),
  fc.tuple(SIDE, ID, fc.uniqueArray(WORD)).map(([side, id, texts]): Deed => (memory) => memory.keys.set(1, side, id, texts)),
  fc.tuple(SIDE, ID, WORD).map(([side, recordId, entry]): Deed => (memory) =>
    memory.holds.put({ pairing: 1, side, recordId, entry, why: 'undo', says: entry, run: 1, actor: null, now: 0 })),
  NO.map((no): Deed => (memory) => memory.holds.release(no)),
  fc.tuple(SIDE, ID, ID).map(([side, from, to]): Deed => (memory) => memory.holds.follow(1, side, from, to)),
  fc.tuple(ID, ID, fc.boolean()).map(([l, r, same]): Deed => (memory) =>
    same ? memory.verdicts.same(1, l, r, 0) : memory.verdicts.apart(1, l, r, 0)),
  fc.tuple(SIDE, ID, ID).map(([side, from, to]): Deed => (memory) => memory.verdicts.rename(1, side, from, to)),
  fc.tuple(SIDE, ID, WORD, WORD).map(([side, id, entry, print]): Deed => (memory) => memory.blocks.put(1, side, id, entry, print, FAILURE)),
  fc.tuple(SIDE, ID, fc.uniqueArray(WORD)).map(([side, id, except]): Deed => (memory) => memory.blocks.clear(1, side, id, except)),
  fc.tuple(NO, WORD, SIDE).map(([link, entry, side]): Deed => (memory) =>
    memory.decisions.put({ pairing: 1, link, entry, choice: { is: 'side', side }, seen: null, actor: null, since: 0 })),
  fc.tuple(NO, WORD).map(([link, entry]): Deed => (memory) => memory.decisions.drop(link, [entry])),
  fc.tuple(WORD, NO).map(([about, link]): Deed => (memory) =>
    memory.conflicts.raise({ about, pairing: 1, kind: 'field', link, leftId: null, rightId: null, entry: null, base: null, left: 1, right: 2, says: 's', now: 0 })),
  WORD.map((about): Deed => (memory) => memory.conflicts.clear(about)),
  fc.tuple(NO, fc.uniqueArray(WORD)).map(([link, except]): Deed => (memory) => memory.conflicts.clearLink(link, except)),
] // prettier-ignore

/** Three links and a row of each other table about them, so that every deed finds something to change. */
function begin(memory: Memory): void {
  for (const [at, id] of IDS.entries()) {
    const link = memory.links.add({ pairing: 1, left: { id, base: { n: 1 }, order: 1 }, right: { id, base: {}, order: 2 }, version: 1, proposed: 1 })
    memory.decisions.put({ pairing: 1, link, entry: 'x', choice: { is: 'delete' }, seen: null, actor: null, since: 0 })
    memory.verdicts.apart(1, id, IDS[(at + 1) % IDS.length]!, 0)
    for (const side of ['left', 'right'] as const) {
      memory.seen.put({ pairing: 1, side, recordId: id, order: 1, slots: { n: 1 }, times: undefined, title: 't', since: null })
      memory.keys.set(1, side, id, ['x'])
      memory.blocks.put(1, side, id, 'x', 'x', FAILURE)
      memory.holds.put({ pairing: 1, side, recordId: id, entry: 'x', why: 'undo', says: 'x', run: 1, actor: null, now: 0 })
    }
  }
} // prettier-ignore

/** Everything at once, as `lookAhead` in the engine does for a chunk. */
function lookAhead(memory: Memory): void {
  for (const side of ['left', 'right'] as const) {
    memory.links.ahead(1, side, IDS)
    memory.seen.ahead(1, side, IDS)
    memory.keys.ahead(1, side, IDS)
    memory.keys.holdersAhead(1, side, ['x', 'y'])
    memory.holds.ahead(1, side, IDS)
    memory.verdicts.ahead(1, side, IDS)
    memory.blocks.ahead(1, side, IDS)
  }
  memory.links.keep(memory.links.many([1, 2, 3]))
  memory.decisions.ahead([1, 2, 3, 4, 5])
  memory.conflicts.ahead(['x', 'y'])
  memory.conflicts.aheadOf([1, 2, 3, 4, 5])
}

/** Whatever the engine asks of these tables one by one. */
const answers = (memory: Memory): unknown => [
  [1, 2, 3, 4, 5].map((no) => [memory.links.get(no), memory.decisions.of(no), memory.decisions.about(no, 'x')]),
  ['x', 'y'].map((about) => memory.conflicts.about(about)?.link),
  (['left', 'right'] as const).flatMap((side) => [
    IDS.map((id) => [
      memory.links.byRecord(1, side, id),
      memory.links.otherHalf(1, side, id),
      memory.seen.get(1, side, id),
      memory.seen.isToCreate(1, side, id),
      memory.holds.of(1, side, id),
      memory.verdicts.sameAs(1, side, id),
      [...memory.verdicts.apartFrom(1, side, id)].sort(),
      memory.blocks.list(1, side, id),
    ]),
    ['x', 'y'].map((text) => memory.keys.holders(1, side, text)),
  ]),
] // prettier-ignore

/** Seen red with `delete` left out of any one of the tables' own writes, as of `Keys.set` or `Sightings.put`. */
test('looking ahead changes no answer, whatever is written after it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(...DEEDS), { maxLength: 6 }),
      fc.array(fc.oneof(...DEEDS), { minLength: 1, maxLength: 8 }),
      (before, after) => {
        const [plain, ahead] = [open(), open()]
        for (const memory of [plain, ahead]) {
 begin(memory)
 memory.together(() => before.forEach((deed) => deed(memory)))
 }
        plain.together(() => after.forEach((deed) => deed(plain)))
        ahead.together(() => {
          lookAhead(ahead)
          after.forEach((deed) => deed(ahead))
          expect(answers(ahead)).toEqual(answers(plain))
        })
        expect(answers(ahead)).toEqual(answers(plain))
      },
    ),
    { numRuns: 200 },
  )
}) // prettier-ignore

test('what a part of a transaction that failed had written is not believed afterwards', () => {
  const memory = open()
  memory.together(() => {
    lookAhead(memory)
    expect(() =>
      memory.together(() => {
        memory.links.add({ pairing: 1, left: { id: 'a', base: {}, order: 1 }, right: { id: 'b', base: {}, order: 1 }, version: 1, proposed: null }) // prettier-ignore
        throw new Error('it failed')
      }),
    ).toThrow('it failed')
    expect(memory.links.byRecord(1, 'left', 'a')).toBeUndefined()
  })
})

test('what was looked up in one transaction is asked for again in the next', () => {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const [one, another] = [new Memory(store), new Memory(store)]
  one.together(() => one.holds.ahead(1, 'left', ['a']))
  another.holds.put({ pairing: 1, side: 'left', recordId: 'a', entry: '', why: 'person', says: '', run: null, actor: null, now: 0 }) // prettier-ignore
  expect(one.holds.of(1, 'left', 'a')).toHaveLength(1)
})
