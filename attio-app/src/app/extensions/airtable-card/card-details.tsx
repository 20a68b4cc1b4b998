import {
  Banner,
  Button,
  DescriptionList,
  Link,
  LoadingState,
  Section,
  TextBlock,
  useAsyncCache,
} from 'attio/client'
import { Suspense } from 'react'
import type { CardPairing } from '../../../card/card.ts'
import { ago, freshness, LABELS } from '../../../card/words.ts'
import getCard from './get-card.server'
import { RecentRuns } from './recent-runs.tsx'

type Props = { readonly object: string }

/**
 * All there is to know about this object and Airtable. It does not know that it is shown in a dialog: a record tab can
 * show the same.
 */
export const CardDetails = ({ object }: Props) => (
  <Suspense fallback={<LoadingState>Asking DataSync…</LoadingState>}>
    <LoadedDetails object={object} />
  </Suspense>
)

function LoadedDetails({ object }: Props) {
  const { values, invalidate } = useAsyncCache({ answer: [getCard, object] })
  const { card, staleHours, hidesRuns } = values.answer
  const isBad = card.state === 'failed' || card.state === 'not_connected'
  return (
    <>
      {card.says === null ? null : (
        <Banner variant={isBad ? 'error' : 'warning'}>{card.says}</Banner>
      )}
      {card.asOf === null ? null : (
        <Banner variant="neutral">{`${freshness(card, Date.now(), staleHours)}.`}</Banner>
      )}
      {card.pairings.length === 0 && card.says === null ? (
        <TextBlock>{card.headline}</TextBlock>
      ) : null}
      {card.pairings.map((pairing) => (
        <Pairing key={pairing.configId} pairing={pairing} hidesRuns={hidesRuns} />
      ))}
      <Button label="Look again" onClick={() => invalidate('answer')} />
    </>
  )
}

type PairingProps = { readonly pairing: CardPairing; readonly hidesRuns: boolean }

const Pairing = ({ pairing, hidesRuns }: PairingProps) => (
  <Section title={pairing.sync}>
    <DescriptionList>
      <DescriptionList.Item label="State">{LABELS[pairing.state].label}</DescriptionList.Item>
      <DescriptionList.Item label="Records">
        {pairing.records.total.toLocaleString('en')}
      </DescriptionList.Item>
      {shares(pairing).map(({ label, value }) => (
        <DescriptionList.Item key={label} label={label}>
          {value.toLocaleString('en')}
        </DescriptionList.Item>
      ))}
      <DescriptionList.Item label="Last run">
        {pairing.lastRunAt === null ? 'Never' : ago(Date.parse(pairing.lastRunAt), Date.now())}
      </DescriptionList.Item>
      {pairing.url === null ? null : (
        <DescriptionList.Item label="Base">
          <Link href={pairing.url}>Open in Airtable</Link>
        </DescriptionList.Item>
      )}
    </DescriptionList>
    {hidesRuns ? null : <RecentRuns configId={pairing.configId} />}
  </Section>
)

/** Together they are the total. */
function shares({ records }: CardPairing): readonly { label: string; value: number }[] {
  const rest = records.total - records.inSync - records.waiting - records.conflict - records.blocked
  return [
    { label: 'In sync', value: records.inSync },
    { label: 'Waiting', value: records.waiting },
    { label: 'In conflict', value: records.conflict },
    { label: 'Blocked', value: records.blocked },
    { label: 'Left out by rule', value: rest },
  ].filter(({ label, value }) => value > 0 || label === 'In sync')
}
