import type { Outcome } from '../../../shared/api/card.ts'

export const NOT_SYNCED =
  'This object is not synced with a table. An admin can add it in the DataSync extension in Airtable.'

export const number = (value: number): string => value.toLocaleString('en')

/** What a toast says of one record. */
export type Said = {
  readonly variant: 'success' | 'neutral' | 'warning' | 'error'
  readonly title: string
  readonly text: string
}

const FINE: ReadonlySet<Outcome['outcome']> = new Set(['created', 'updated', 'in_sync'])
export const isFine = ({ outcome }: Pick<Outcome, 'outcome'>): boolean => FINE.has(outcome)

/** What became of a record that was pushed to this table. */
export function said({ outcome, title, says }: Outcome, table: string): Said {
  const whom = title === '' ? 'This record' : title
  switch (outcome) {
    case 'created':
      return { variant: 'success', title: 'Pushed to Airtable', text: `${whom} is now in ${table}.` }
    case 'updated':
      return { variant: 'success', title: 'Pushed to Airtable', text: `${whom} is up to date in ${table}.` }
    case 'in_sync':
      return { variant: 'success', title: 'Already in sync', text: `${whom} is the same in ${table}.` }
    case 'waiting':
      return { variant: 'neutral', title: 'Waiting for its turn', text: says ?? 'It follows by itself.' }
    case 'conflict':
      return { variant: 'warning', title: 'A decision is needed', text: says ?? 'Both sides changed it. Open the card to choose.' }
    case 'pending':
      return { variant: 'neutral', title: 'Not done yet', text: says ?? 'The next run brings it over.' }
    default:
      return { variant: 'error', title: 'Not pushed', text: says ?? 'Open the card to see why.' }
  }
} // prettier-ignore
