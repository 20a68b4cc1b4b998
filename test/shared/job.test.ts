import { describe, expect, test } from 'vitest'
import {
  canMove,
  isOver,
  isPlanned,
  isWorking,
  JobState,
  logStatus,
  retryAt,
} from '../../shared/job.ts'

const moves = JobState.options.flatMap((from) =>
  JobState.options.filter((to) => canMove(from, to)).map((to) => `${from}→${to}`),
)

describe('a run', () => {
  test('moves only along its life', () => {
    expect(moves.filter((move) => !/cancelled|failed/.test(move))).toEqual([
      'queued→pulling',
      'pulling→matching',
      'matching→merging',
      'merging→matching',
      'merging→planned',
      'merging→asking',
      'merging→writing',
      'planned→writing',
      'asking→writing',
      'writing→done',
    ])
  })

  test('can be cancelled, and can fail, until it is over', () => {
    const open = JobState.options.filter((state) => !isOver(state))
    for (const state of open)
      expect([canMove(state, 'cancelled'), canMove(state, 'failed')]).toEqual([true, true])
    expect(JobState.options.filter(isOver)).toEqual(['done', 'cancelled', 'failed'])
  })

  test('rests while a person looks at its plan', () => {
    expect(JobState.options.filter((state) => !isWorking(state) && !isOver(state))).toEqual([
      'planned',
      'asking',
    ])
  })

  test.each([
    { attempt: 0, die: 0, waits: 500 },
    { attempt: 0, die: 1, waits: 1_000 },
    { attempt: 3, die: 1, waits: 8_000 },
    { attempt: 11, die: 1, waits: 300_000 },
  ])('after $attempt failures in a row it waits $waits ms', ({ attempt, die, waits }) => {
    expect(retryAt(attempt, 0, die)).toBe(waits)
  })

  test('gives up after twelve', () => {
    expect(retryAt(12, 0, 0)).toBeNull()
  })

  test.each([
    { state: 'done', unfinished: 0, want: 'completed' },
    { state: 'done', unfinished: 2, want: 'partial' },
    { state: 'asking', unfinished: 0, want: 'awaiting_approval' },
    { state: 'writing', unfinished: 0, want: 'running' },
    { state: 'planned', unfinished: 0, want: 'awaiting_approval' },
    { state: 'failed', unfinished: 0, want: 'failed' },
    { state: 'cancelled', unfinished: 3, want: 'cancelled' },
  ] as const)(
    '$state with $unfinished left over is "$want" on the wire',
    ({ state, unfinished, want }) => {
      expect(logStatus(state, unfinished)).toBe(want)
    },
  )

  test('shows its plan once that is whole', () => {
    expect(JobState.options.filter(isPlanned)).toEqual([
      'planned',
      'asking',
      'writing',
      'done',
      'cancelled',
      'failed',
    ])
  })
})
