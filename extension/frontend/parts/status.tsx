import type { SyncState, Tone } from '../words/sync-state.ts'

/** Shapes beside colours: not everybody tells colours apart. */
const SHAPES: Readonly<Record<Tone, string>> = {
  good: 'M4 8.5l2.6 2.6L12 5.5',
  busy: 'M3.5 8a4.5 4.5 0 0 1 8-2.8M12.5 8a4.5 4.5 0 0 1-8 2.8',
  idle: 'M6 4.5v7M10 4.5v7',
  warn: 'M8 4v5M8 11.6v.2',
  bad: 'M5 5l6 6M11 5l-6 6',
}

/** What a sync is doing, in a word; spoken once when it changes. */
export const Status = ({ tone, label }: Pick<SyncState, 'tone' | 'label'>) => (
  <span className={`status status-${tone}`} role="status">
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[tone]} />
    </svg>
    {label}
  </span>
)
