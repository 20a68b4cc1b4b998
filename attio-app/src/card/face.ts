import type { Card, CardItem, CardStatus } from '../../../shared/api/card.ts'
import type { CardAnswer } from '../calls/get-card.server'
import { ago, type FaceState } from './words.ts'

/** The card on a record page: two lines and a badge. */
export type Face = {
  readonly state: FaceState
  readonly primary: string
  readonly secondary: string
}

/** The worst one speaks for all. */
const WORST_FIRST: readonly CardStatus[] = [
  'conflict',
  'blocked',
  'pending',
  'not_linked',
  'in_sync',
]

/** `now` in milliseconds since 1970. */
export function faceOf(answer: CardAnswer, now: number): Face {
  const { card, problem, asOf } = answer
  if (card === null) {
    const state =
      problem?.code === 'no_key'
        ? 'not_connected'
        : problem?.code === 'unreachable'
          ? 'unreachable'
          : 'failed'
    return { state, ...WITHOUT[state] }
  }
  const { items } = card
  const [first] = items
  if (first === undefined)
    return { state: 'not_linked', primary: 'Not synced', secondary: 'Click to see why' }
  const state = stateOf(items)
  const primary = items.length === 1 ? lineOf(first) : `${items.length} tables`
  if (asOf !== null) {
    const why = problem?.code === 'unreachable' ? 'DataSync does not answer' : 'Not read just now'
    const secondary = `${why}; as of ${ago(Date.parse(asOf), now)}`
    return { state, primary, secondary }
  }
  return { state, primary, secondary: freshness(card, now, answer.staleHours) }
}

const WITHOUT = {
  not_connected: { primary: 'Not connected', secondary: 'Click to see what to do' },
  unreachable: { primary: 'DataSync does not answer', secondary: 'Trying again by itself' },
  failed: { primary: 'This did not work', secondary: 'Click to see why' },
} as const

export const stateOf = (items: readonly CardItem[]): CardStatus =>
  WORST_FIRST.find((one) => items.some(({ status }) => status === one)) ?? 'not_linked'

/** The table, and the row in it. */
const lineOf = ({ otherTable, otherRecordId, title }: CardItem): string =>
  otherRecordId === null
    ? `Not in ${otherTable.name}`
    : title === ''
      ? otherTable.name
      : `${otherTable.name} · ${title}`

/** When it was last synced, of the latest of all; older than `staleHours` is told to be long. */
export function freshness({ items, may }: Card, now: number, staleHours: number): string {
  const times = items.flatMap(({ lastSyncAt }) =>
    lastSyncAt === null ? [] : [Date.parse(lastSyncAt)],
  )
  if (items.some(({ waits }) => waits)) return 'Being synced now'
  if (items.some(({ paused }) => paused)) return 'Paused'
  if (times.length === 0) {
    if (items.some(({ otherRecordId }) => otherRecordId !== null)) return 'Not synced yet'
    // Where there is a reason, a push would only find it again.
    const isFree =
      may.push && items.every(({ says, status }) => says.length === 0 && status === 'not_linked')
    return isFree ? 'Push it to make a row' : 'Click to see why'
  }
  const then = Math.max(...times)
  const isStale = now - then > staleHours * 3_600_000 && !items.every(({ live }) => live)
  return `Last sync ${ago(then, now)}${isStale ? ', longer than usual' : ''}`
}

/** So many looks stand for: not one since something happened. */
export const NOW = -1

/**
 * When to look again, in milliseconds after the last of so many looks: soon while something moves or is to come back, and
 * ever more seldom where nothing happens. All cards of a workspace ask with one key, which may ask 600 times a minute.
 */
export function nextLook(state: FaceState, looks: number): number | null {
  if (looks === NOW) return 0
  if (state === 'not_connected') return null
  if (state === 'pending') return looks < 30 ? 1_500 : 10_000
  if (state === 'unreachable') return looks < 12 ? 5_000 : 30_000
  return looks < 12 ? 5_000 : looks < 72 ? 20_000 : 60_000
}
