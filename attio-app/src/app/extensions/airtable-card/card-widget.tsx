import { showDialog, useAsyncCache, Widget } from 'attio/client'
import { Suspense } from 'react'
import { freshness } from '../../../card/words.ts'
import { CardDetails } from './card-details.tsx'
import { CardStatus } from './card-status.tsx'
import getCard from './get-card.server'

type Props = { readonly object: string }

/** How this record's object stands with Airtable, in four words; a click opens the rest. */
export const CardWidget = ({ object }: Props) => (
  <Suspense fallback={<Widget.Loading />}>
    <LoadedCard object={object} />
  </Suspense>
)

function LoadedCard({ object }: Props) {
  const { values, invalidate } = useAsyncCache({ answer: [getCard, object] })
  const { card, staleHours } = values.answer

  async function open() {
    await showDialog({ title: 'Airtable', Dialog: () => <CardDetails object={object} /> })
    invalidate('answer')
  }

  return (
    <Widget.TextWidget onTrigger={open}>
      <Widget.Title>Airtable</Widget.Title>
      <Widget.Text.Primary>{card.headline}</Widget.Text.Primary>
      <Widget.Text.Secondary>{freshness(card, Date.now(), staleHours)}</Widget.Text.Secondary>
      <CardStatus state={card.state} />
    </Widget.TextWidget>
  )
}
