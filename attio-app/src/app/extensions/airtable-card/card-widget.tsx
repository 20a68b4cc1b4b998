import { showDialog, Widget } from 'attio/client'
import { Suspense } from 'react'
import { faceOf } from '../../../card/face.ts'
import { useCard } from '../../../card/use-card.ts'
import { RecordDetails } from '../../../details/record-details.tsx'
import { CardStatus } from './card-status.tsx'

type Props = { readonly object: string; readonly recordId: string }

/** Where this record is in Airtable and whether it is fresh, in four words; a click opens the rest. */
export const CardWidget = (props: Props) => (
  <Suspense fallback={<Widget.Loading />}>
    <LoadedCard key={`${props.object} ${props.recordId}`} {...props} />
  </Suspense>
)

function LoadedCard({ object, recordId }: Props) {
  const { answer, look } = useCard(object, recordId)
  const { state, primary, secondary } = faceOf(answer, Date.now())

  async function open() {
    await showDialog({
      title: 'Airtable',
      Dialog: () => <RecordDetails object={object} recordId={recordId} newest={answer} />,
    })
    await look()
  }

  return (
    <Widget.TextWidget onTrigger={open}>
      <Widget.Title>Airtable</Widget.Title>
      <Widget.Text.Primary>{primary}</Widget.Text.Primary>
      <Widget.Text.Secondary>{secondary}</Widget.Text.Secondary>
      <CardStatus state={state} />
    </Widget.TextWidget>
  )
}
