import { describe, expect, test } from 'vitest'
import type { Direction, Entry } from '../../../shared/mapping.ts'
import { type Bridge, type Decided, merge } from '../../../shared/merge.ts'
import { err, ok } from '../../../shared/result.ts'
import { elements, many, type Value } from '../../../shared/value.ts'

const entry = (more: Partial<Entry> = {}): Entry => ({
  id: 'e', left: { field: 'L' }, right: { field: 'R' }, direction: 'bidirectional', since: 1, ...more,
}) // prettier-ignore

/** The right side writes everything in capitals, takes no digits, and cannot be told of aliens. */
const bridge = (isMany: { left: boolean; right: boolean }): Bridge => ({
  isMany: (_, side) => isMany[side],
  carry(_, from, value) {
    const list = elements(value).map(String)
    if (from === 'left' && list.some((one) => /\d/.test(one)))
      return err({ reason: 'cannot_convert', field: 'L', to: 'R', why: 'digits' })
    const crossed = list
      .filter((one) => one !== 'alien')
      .map((one) => (from === 'left' ? one.toUpperCase() : one.toLowerCase()))
    const to = from === 'left' ? 'right' : 'left'
    return ok({
      value: isMany[to] ? many(crossed) : (crossed[0] ?? null),
      stuck: list.filter((one) => one === 'alien'),
    })
  },
})

type Case = {
  says: string
  decided: Decided
  now: [Value, Value]
  direction?: Direction
  many?: [boolean, boolean]
  want: readonly string[]
}
/** Both sides moved since they agreed on nothing in particular, and a person said what holds. */
function run({ decided, now, direction = 'bidirectional', many: [left, right] = [false, false] }: Case) {
  return merge(
    [entry({ direction })],
    { now: { L: now[0] }, base: { L: 'old' } },
    { now: { R: now[1] }, base: { R: 'OLD' } },
    {
      direction: 'bidirectional',
      conflictResolution: 'crm_wins',
      firstMeeting: 'crm_wins',
      decided: new Map([['e', decided]]),
    },
    bridge({ left, right }),
  )
} // prettier-ignore

describe('what a person decided is carried out', () => {
  const side = (one: 'left' | 'right'): Decided => ({ is: 'side', side: one })
  const value = (one: 'left' | 'right', held: Value): Decided => ({ is: 'value', side: one, value: held }) // prettier-ignore
  test.each<Case>([
    { says: 'left is right', decided: side('left'), now: ['a', 'B'], want: ['right "A" for "B", from "a"'] },
    { says: 'right is right', decided: side('right'), now: ['a', 'B'], want: ['left "b" for "a", from "B"'] },
    { says: 'an empty side is right', decided: side('left'), now: [null, 'B'], want: ['right null for "B", from null'] },
    { says: 'nothing was there: nothing is named as lost', decided: side('left'), now: ['a', null], want: ['right "A", from "a"'] },
    { says: 'they agree by now', decided: side('left'), now: ['a', 'A'], want: ['agreed "a" "A"'] },
    { says: 'what cannot cross is blocked there', decided: side('left'), now: ['a1', 'B'], want: ['blocked right'] },
    { says: 'a value of their own, for the left', decided: value('left', 'c'), now: ['a', 'B'], want: ['left "c" for "a"', 'right "C" for "B"'] },
    { says: 'a value of their own, for the right', decided: value('right', 'C'), now: ['a', 'B'], want: ['left "c" for "a"', 'right "C" for "B"'] },
    { says: 'a value that one side holds already', decided: value('left', 'a'), now: ['a', 'B'], want: ['right "A" for "B", from "a"'] },
    { says: 'a value of their own that cannot cross', decided: value('left', 'c1'), now: ['a', 'B'], want: ['blocked right'] },
    { says: 'one way only, the receiver is right: the rules go on', direction: 'push', decided: side('right'), now: ['a', 'B'], want: ['right "A" for "B", from "a"'] },
    { says: 'one way only, a value of their own: the rules go on', direction: 'pull', decided: value('left', 'c'), now: ['a', 'B'], want: ['left "b" for "a", from "B"'] },
    { says: 'one speaks for the first of many, which are kept', decided: side('left'), many: [false, true], now: ['a', ['B', 'C']], want: ['right ["A","C"] for ["B","C"], from "a"'] },
    { says: 'a list takes the place of a list', decided: side('left'), many: [true, true], now: [['a', 'alien'], ['B', 'C']], want: ['right ["A"] for ["B","C"], from ["a"]'] },
  ])('$says', (row) => {
    const { changes, source, agreed, blocked } = run(row)
    const from = (to: string): string => {
      const gave = source.find((one) => one.side !== to)
      return gave ? `, from ${JSON.stringify(gave.value)}` : ''
    }
    const written = [...changes.left.map((one) => ({ to: 'left', ...one })), ...changes.right.map((one) => ({ to: 'right', ...one }))]
    expect([
      ...written.map(({ to, after, lost }) => `${to} ${JSON.stringify(after)}${lost === undefined ? '' : ` for ${JSON.stringify(lost)}`}${from(to)}`),
      ...agreed.map((one) => `agreed ${JSON.stringify(one.left)} ${JSON.stringify(one.right)}`),
      ...blocked.map((one) => `blocked ${one.side}`),
    ]).toEqual(row.want)
  }) // prettier-ignore

  test('both sides written: each knows that the other is too; a change says what stood there', () => {
    const one = run({ says: '', decided: value('left', 'c'), now: ['a', 'B'], want: [] })
    expect([...one.changes.left, ...one.changes.right]).toEqual([
      { entry: 'e', slot: { field: 'L' }, before: 'a', after: 'c', why: 'person', lost: 'a', both: true }, // prettier-ignore
      { entry: 'e', slot: { field: 'R' }, before: 'B', after: 'C', why: 'person', lost: 'B', both: true }, // prettier-ignore
    ])
    const other = run({ says: '', decided: side('left'), now: ['a', 'B'], want: [] })
    expect(other.changes.right).toEqual([
      { entry: 'e', slot: { field: 'R' }, before: 'B', after: 'A', why: 'person', lost: 'B' },
    ])
  })
})

describe('what nobody decided', () => {
  const rules = { direction: 'bidirectional', conflictResolution: 'manual_review', firstMeeting: 'manual_review' } as const // prettier-ignore
  test.each<{ says: string; base: [Value, Value] | null; now: [Value, Value]; want: object }>([
    { says: 'a conflict names what was agreed on, and both', base: ['x', 'X'], now: ['a', 'B'], want: { conflicts: [{ entry: 'e', base: 'x', left: 'a', right: 'B' }] } },
    { says: 'at a first meeting nothing was', base: null, now: ['a', 'B'], want: { conflicts: [{ entry: 'e', base: null, left: 'a', right: 'B' }] } },
    { says: 'a change that cannot cross is blocked, with its reason', base: ['x', 'X'], now: ['a1', 'X'], want: { blocked: [{ entry: 'e', side: 'right', failure: { reason: 'cannot_convert' } }] } },
    { says: 'what one side makes of the other’s value is the same', base: null, now: ['a', 'A'], want: { agreed: [{ entry: 'e', left: 'a', right: 'A' }] } },
    { says: 'also where only the way back says so', base: null, now: ['a1', 'A1'], want: { agreed: [{ left: 'a1', right: 'A1' }] } },
  ])('$says', ({ base, now, want }) => {
    const memory = (key: string, at: 0 | 1) => ({ now: { [key]: now[at] }, base: base ? { [key]: base[at] } : {} })
    const merged = merge([entry()], memory('L', 0), memory('R', 1), rules, bridge({ left: false, right: false }))
    expect(merged).toMatchObject({ changes: { left: [], right: [] }, conflicts: [], agreed: [], blocked: [], ...want })
  }) // prettier-ignore

  test('the moments of a change are the field’s own, else the record’s', () => {
    const moved = (key: string, more: object) => ({ now: { [key]: 'b' }, base: { [key]: 'x' }, ...more }) // prettier-ignore
    const said = { ...rules, conflictResolution: 'last_write_wins' } as const
    const left = moved('L', { since: '2026-01-05' })
    const right = (more: object) => ({ ...moved('R', more), now: { R: 'C' } })
    const after = (more: object) =>
      merge([entry()], left, right(more), said, bridge({ left: false, right: false })).changes.right.map((one) => one.after) // prettier-ignore
    expect(after({ times: { R: '2026-01-04' } })).toEqual(['B'])
    expect(after({ times: { Other: '2026-01-04' } })).toEqual([])
    expect(after({ within: { R: { until: '2026-01-04' } } })).toEqual(['B'])
    expect(after({ within: { R: { since: '2026-01-01', until: '2026-01-06' } } })).toEqual([])
  })
})
