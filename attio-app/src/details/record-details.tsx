import { Banner, Button, LoadingState, showToast } from 'attio/client'
import { Suspense, useState } from 'react'
import type { CardAnswer } from '../calls/get-card.server'
import { ago } from '../card/words.ts'
import { useCard } from '../card/use-card.ts'
import { type Target, targetOf } from '../push/target.ts'
import { History } from './history.tsx'
import { ItemDetails } from './item-details.tsx'
import { Reasons } from './reasons.tsx'

type Props = {
  readonly object: string
  readonly recordId: string
  /** What is known already where it is opened, or null. */
  readonly newest: CardAnswer | null
}

/**
 * All there is to know about this record and Airtable, and all that can be done. It does not know that it is shown in a
 * dialog: a record tab can show the same.
 */
export const RecordDetails = (props: Props) => (
  <Suspense fallback={<LoadingState>Asking DataSync…</LoadingState>}>
    <LoadedDetails {...props} />
  </Suspense>
)

type View = { readonly is: 'facts' } | { readonly is: 'history' | 'reasons'; readonly of: Target }

function LoadedDetails({ object, recordId, newest }: Props) {
  const { answer, look } = useCard(object, recordId, newest)
  const [view, setView] = useState<View>({ is: 'facts' })
  if (view.is !== 'facts') {
    const Shown = view.is === 'history' ? History : Reasons
    return (
      <>
        <Shown target={view.of} recordId={recordId} />
        <Button label="Back" onClick={() => setView({ is: 'facts' })} />
      </>
    )
  }
  async function again() {
    const found = await look()
    const says = found === null ? NOBODY : found.problem?.says
    if (says !== undefined) await showToast({ variant: 'error', title: 'Still no answer', text: says })
  } // prettier-ignore

  const { card, problem, asOf } = answer
  const items = card?.items ?? []
  return (
    <>
      {problem === null ? null : <Banner variant="error">{problem.says}</Banner>}
      {asOf === null ? null : (
        <Banner variant="neutral">{`This is what it last said, ${ago(Date.parse(asOf), Date.now())}.`}</Banner>
      )}
      {card !== null && items.length === 0 ? (
        <Banner variant="neutral">{notSynced(card.syncedTables)}</Banner>
      ) : null}
      {card !== null && items.length > 0 && !card.may.push ? (
        <Banner variant="neutral">{MAY_LOOK}</Banner>
      ) : null}
      {items.map((item) => (
        <ItemDetails
          key={`${item.configId} ${item.entityType}`}
          item={item}
          object={object}
          recordId={recordId}
          isOnly={items.length === 1}
          may={asOf === null && card !== null ? card.may : NOTHING}
          look={look}
          onHistory={() => setView({ is: 'history', of: targetOf(item) })}
          onReasons={() => setView({ is: 'reasons', of: targetOf(item) })}
        />
      ))}
      {problem === null ? null : <Button label="Try again" onClick={() => void again()} />}
    </>
  )
}

const NOBODY = 'Attio could not ask DataSync. If it stays so, tell an admin.'
const NOTHING = { push: false, resolve: false }
const MAY_LOOK =
  'This workspace is connected with a key that may only look. To push and to decide here, an admin connects it with a key that may write.'

const notSynced = (tables: number): string =>
  tables === 0
    ? 'No table is synced with Attio yet. An admin can set this up in the DataSync extension in Airtable.'
    : `This object is not synced with a table. ${tables === 1 ? 'One other is' : `${tables} others are`}; an admin can add this one in the DataSync extension in Airtable.`
