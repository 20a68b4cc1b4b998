import type { ReactNode } from 'react'
import type { Tone } from '../words/sync-state.ts'
import './chip.css'

type Props = {
  readonly tone?: Tone | undefined
  readonly children: ReactNode
  readonly title?: string | undefined
}

/** A word about something, in its colour; the word alone says it too. */
export const Chip = ({ tone = 'idle', children, title }: Props) => (
  <span className={`chip chip-${tone}`} title={title}>
    {children}
  </span>
)
