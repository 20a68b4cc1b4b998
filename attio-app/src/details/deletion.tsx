import { Banner, showToast } from 'attio/client'
import type { CardItem } from '../../../shared/api/card.ts'
import { asked } from '../calls/asked.ts'
import resolve from '../calls/resolve.server'
import { decided } from './decided.ts'
import { settled } from './settled.ts'

type Props = {
  readonly deletion: NonNullable<CardItem['deletion']>
  readonly look: () => Promise<unknown>
}

/** The row was deleted in Airtable, and a person is asked what becomes of this record: never to delete it from here. */
export function Deletion({ deletion, look }: Props) {
  async function decide(choice: 'recreate' | 'apart') {
    const answered = await asked(resolve([{ conflictId: deletion.conflictId, choice }]))
    if (answered.ok) await settled(look)
    else await showToast(decided(answered, 1))
  }
  return (
    <Banner
      size="large"
      title="The row was deleted"
      variant="warning"
      actions={[
        {
          label: 'Keep only this record',
          variant: 'secondary',
          onTrigger: () => decide('apart'),
        },
        { label: 'Make the row again', variant: 'primary', onTrigger: () => decide('recreate') },
      ]}
    >
      {deletion.says}
    </Banner>
  )
}
