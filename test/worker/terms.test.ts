import { describe, expect, test } from 'vitest'
import { addsUp } from '../../shared/account.ts'
import type { Deletions, Direction } from '../../shared/mapping.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { BASE, must, rec, rightId, writesOf } from './scene.ts'
import { id, smallWorld } from './worlds.ts'

type Terms = {
  readonly direction: Direction
  readonly deletions: Deletions
  readonly create: { readonly left: boolean; readonly right: boolean }
  readonly update: { readonly left: boolean; readonly right: boolean }
}

const person = (name: string) => ({
  id: rec(name),
  fields: { Email: `${name}@example.com`, 'First name': name, Score: 1 },
})
const address = (name: string): string => `${name}@example.com`
const DIRECTIONS: readonly Direction[] = ['bidirectional', 'push', 'pull']
const DELETIONS: readonly Deletions[] = ['keep', 'mark', 'delete']
const SWITCHES = [true, false].flatMap((left) => [true, false].map((right) => ({ left, right })))

/** What the one person of this name holds on each side: the score, `marked` where a deletion is marked, or nothing. */
function stands(engine: Engine, name: string): { left: unknown; right: unknown } {
  const left = engine.airtable
    .rows(BASE, 'People')
    .filter((row) => row.fields['Email'] === address(name))
  const right = engine.attio
    .rows('people')
    .filter((row) => JSON.stringify(row.values).includes(`"${address(name)}"`))
  const of = (rows: readonly { readonly json: string; readonly score: unknown }[]): unknown => {
    const [row] = rows
    if (rows.length > 1) return 'twice'
    return row === undefined ? null : row.json.includes('Deleted in') ? 'marked' : row.score
  }
  return {
    left: of(left.map((row) => ({ json: JSON.stringify(row.fields), score: row.fields['Score'] }))),
    right: of(
      right.map((row) => ({
        json: JSON.stringify(row.values),
        score: (row.values as { score?: { value?: unknown }[] }).score?.[0]?.value,
      })),
    ),
  }
}

/** One person for each thing that may happen; then two runs, and a third that must find nothing to do. */
async function live({ direction, deletions, create, update }: Terms) {
  const names = ['ada', 'bob', 'cyd', 'dee']
  const engine = openEngine({ world: smallWorld({ people: names.map(person) }) })
  await pairUp(engine, [{ entityType: 'people', left: id('tbl', 'people'), right: 'people' }])
  await engine.sync()
  must(
    await engine.agreement.changePairing('people', {
      direction,
      deletions,
      sides: {
        left: { createMissing: create.left, updateExisting: update.left },
        right: { createMissing: create.right, updateExisting: update.right },
      },
    }),
  )
  engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 2 })
  engine.attio.edit('people', rightId(engine, address('bob')), { score: 2 })
  engine.airtable.remove(BASE, 'People', rec('cyd'))
  engine.attio.remove('people', rightId(engine, address('dee')))
  engine.airtable.add(BASE, 'People', { Email: address('eve'), Score: 1 })
  engine.attio.add('people', { email_addresses: [address('fay')], score: 1 })
  const runs = [await engine.sync(), await engine.sync(), await engine.sync()]
  const writes = (await Promise.all(runs.map((run) => writesOf(engine, run)))).flat()
  const view = must(await engine.agreement.view())
  return {
    stands: Object.fromEntries(
      [...names, 'eve', 'fay'].map((name) => [name, stands(engine, name)]),
    ),
    sidesWritten: new Set(writes.map((write) => write.side)),
    kinds: writes.map(({ side, kind }) => `${side} ${kind}`),
    plannedAtLast: runs[2]!.planned,
    wrong: view.account.filter((account) => !addsUp(account)),
    pending: view.account.map(({ pending }) => pending),
  }
}

/** What the terms say must stand in the end, told without the engine's own words. */
function expected({ direction, deletions, create, update }: Terms) {
  const to = { left: direction !== 'push', right: direction !== 'pull' }
  const gone = { keep: 1, mark: 'marked', delete: null }[deletions]
  return {
    // Edited in Airtable: it crosses, or, where only Attio counts, is put right.
    ada: {
      left: !to.right && update.left ? 1 : 2,
      right: to.right && update.right ? 2 : 1,
    },
    bob: {
      left: to.left && update.left ? 2 : 1,
      right: !to.left && update.right ? 1 : 2,
    },
    cyd: { left: null, right: to.right ? gone : 1 },
    dee: { left: to.left ? gone : 1, right: null },
    eve: { left: 1, right: to.right && create.right ? 1 : null },
    fay: { left: to.left && create.left ? 1 : null, right: 1 },
  }
}

/**
 * Every direction with every switch on either side: what a side's terms forbid is neither planned nor counted as pending,
 * and each side has its own word on deletions.
 */
describe.each(DIRECTIONS)('what a side may take, %s', (direction) => {
  describe.each(DELETIONS)('deletions: %s', (deletions) => {
    test.each(
      SWITCHES.flatMap((create) => SWITCHES.map((update) => ({ create, update }))).map((one) => ({
        ...one,
        says: JSON.stringify(one),
      })),
    )(
      '$says: nothing else is written, nothing stays pending, and it adds up (L7, L14)',
      async (switches) => {
        const terms: Terms = { direction, deletions, ...switches }
        const seen = await live(terms)
        expect(seen.stands).toEqual(expected(terms))
        expect([...seen.sidesWritten]).not.toContain(
          { push: 'left', pull: 'right', bidirectional: 'neither', none: 'neither' }[direction],
        )
        const forbidden = (['left', 'right'] as const).flatMap((side) => [
          ...(switches.create[side] ? [] : [`${side} create`]),
          ...(switches.update[side] ? [] : [`${side} update`]),
        ])
        expect(seen.kinds.filter((kind) => forbidden.includes(kind))).toEqual([])
        expect([seen.plannedAtLast, seen.wrong, seen.pending]).toEqual([0, [], [0, 0]])
      },
    )
  })
})

describe('the terms of one side alone', () => {
  test('a base forgets what the CRM must keep', async () => {
    const engine = openEngine({
      world: smallWorld({ people: ['ada', 'bob'].map(person) }),
      setup: { deletions: 'delete' },
    })
    await pairUp(engine, [{ entityType: 'people', left: id('tbl', 'people'), right: 'people' }])
    await engine.sync()
    must(
      await engine.agreement.changePairing('people', { sides: { right: { deletions: 'keep' } } }),
    )
    engine.airtable.remove(BASE, 'People', rec('ada'))
    engine.attio.remove('people', rightId(engine, address('bob')))
    await engine.sync()
    await engine.sync()
    expect(stands(engine, 'ada')).toEqual({ left: null, right: 1 })
    expect(stands(engine, 'bob')).toEqual({ left: null, right: null })
  })
})

describe('what was typed where changes are not taken from', () => {
  test('is put right, said so, and can be brought back', async () => {
    const engine = openEngine({ world: smallWorld({ people: [person('ada')] }) })
    await pairUp(engine, [{ entityType: 'people', left: id('tbl', 'people'), right: 'people' }])
    await engine.sync()
    must(await engine.agreement.changePairing('people', { direction: 'push' }))
    await engine.sync()
    engine.attio.edit('people', rightId(engine, address('ada')), { score: 7 })
    const run = await engine.sync()
    const [write] = await writesOf(engine, run)
    expect(stands(engine, 'ada')).toEqual({ left: 1, right: 1 })
    expect(write?.reason).toContain('put right')
    const [row] = engine.memory.plan.page(Number(run.id), 0, 10)
    expect(row?.changes).toMatchObject([{ why: 'drift', before: 7, after: 1, lost: 7 }])
  })
})
