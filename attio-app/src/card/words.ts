import type { ComponentProps } from 'react'
import type { Badge } from 'attio/client'
import type { CardStatus } from '../../../shared/api/card.ts'

/** What the card says: one status, or why there is none. */
export type FaceState = CardStatus | 'not_connected' | 'unreachable' | 'failed'

type Colour = ComponentProps<typeof Badge>['color']

export const LABELS: Readonly<
  Record<FaceState, { readonly label: string; readonly color: Colour }>
> = {
  in_sync: { label: 'In sync', color: 'green' },
  pending: { label: 'Pending', color: 'blue' },
  conflict: { label: 'Conflict', color: 'amber' },
  blocked: { label: 'Blocked', color: 'red' },
  not_linked: { label: 'Not linked', color: 'grey' },
  not_connected: { label: 'Not connected', color: 'red' },
  unreachable: { label: 'Not reachable', color: 'red' },
  failed: { label: 'Failed', color: 'red' },
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
