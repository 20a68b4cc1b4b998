import type { ComponentProps } from 'react'
import type { Badge } from 'attio/client'
import type { Card, CardState } from './card.ts'

type Colour = ComponentProps<typeof Badge>['color']

export const LABELS: Readonly<
  Record<CardState, { readonly label: string; readonly color: Colour }>
> = {
  in_sync: { label: 'In sync', color: 'green' },
  pending: { label: 'Pending', color: 'blue' },
  attention: { label: 'Needs attention', color: 'amber' },
  paused: { label: 'Paused', color: 'grey' },
  failed: { label: 'Failed', color: 'red' },
  not_linked: { label: 'Not linked', color: 'grey' },
  not_connected: { label: 'Not connected', color: 'red' },
}

/** “2 hours ago”, of two moments in milliseconds. */
export function ago(moment: number, now: number): string {
  const minutes = Math.round((now - moment) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return plural(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 24 ? plural(hours, 'hour') : plural(Math.round(hours / 24), 'day')
}

const plural = (value: number, noun: string): string =>
  `${value} ${noun}${value === 1 ? '' : 's'} ago`

/** The second line of the card: how fresh it is, or why there is nothing. `staleHours` is when old is too old. */
export function freshness(card: Card, now: number, staleHours: number): string {
  if (card.asOf !== null)
    return `DataSync does not answer; as of ${ago(Date.parse(card.asOf), now)}`
  if (card.lastRunAt === null) return card.pairings.length > 0 ? 'Never run' : 'Click to see why'
  const then = Date.parse(card.lastRunAt)
  const isStale = now - then > staleHours * 3_600_000
  return `Last run ${ago(then, now)}${isStale ? ', longer than usual' : ''}`
}
