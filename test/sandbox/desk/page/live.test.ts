import type { ModelChange } from '@airtable/blocks/dist/types/src/types/base'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { err, ok, type Result } from '../../../../shared/result.ts'
import { Live } from './live.ts'
import type { Opened, Row, Screen } from './screen.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const TABLE = { id: 'tblPeople', name: 'People', primaryFieldId: 'fldName', fields: [], views: [] }
const opened: Opened = {
  era: 1,
  revision: 5,
  name: 'Base',
  workspaceId: 'wspOne',
  userId: 'usrOne',
  collaborators: [],
  tables: [TABLE],
}
const NEW: Opened = { ...opened, era: 2, revision: 9 }
const row = (id: string): Row => ({
  id,
  createdTime: '2026-01-01T00:00:00.000Z',
  commentCount: 0,
  cellValuesByFieldId: { fldName: id },
})

/** A base of one table that lets itself be asked as the test says; what was not said waits for good. */
function base(answers: {
  readonly open: Result<Opened, string>[]
  readonly records: Result<{ revision: number; records: readonly Row[] }, string>[]
}) {
  const next = <T>(left: T[]): Promise<T> => {
    const one = left.shift()
    return one === undefined ? new Promise(() => undefined) : Promise.resolve(one)
  }
  const screen = {
    open: () => next(answers.open),
    records: () => next(answers.records),
    // Never before what was asked at the same moment; whoever knows of the new base by then waits.
    changes: (era: number) =>
      new Promise((passed) => {
        if (era === NEW.era) return
        setTimeout(() => passed(ok({ era: NEW.era, revision: NEW.revision, isAnew: true })), 10)
      }),
  }
  return screen as unknown as Screen
}

/**
 * Each refusal comes after the base said that all of it is to be read anew. Seen red: `#readAnew` threw where the base was
 * not opened, so that nothing was told ever after, and took a table that was not read for an empty one, so that `recOld`
 * went and `recNew` never came.
 */
const rows = ok({ revision: 9, records: [row('recNew')] })
test.each([
  { refused: 'nothing', open: [], records: [] },
  { refused: 'the base', open: [err('not now')], records: [] },
  { refused: 'a table', open: [ok(NEW)], records: [err('not now')] },
])('a base that is another one is read, whatever is refused at first: $refused', async (first) => {
  const told: ModelChange[] = []
  const screen = base({
    open: [...first.open, ok(NEW)],
    records: [ok({ revision: 5, records: [row('recOld')] }), ...first.records, rows],
  })
  const live = new Live(
    screen,
    opened,
    (changes) => void told.push(...changes),
    () => false,
  )
  await live.load(TABLE.id)
  await vi.advanceTimersByTimeAsync(5_000)
  const records = told.filter(({ path }) => path[2] === 'recordsById')
  expect(records.map(({ path, value }) => [path[3], value === undefined])).toEqual([
    ['recOld', true],
    ['recNew', false],
  ])
})
