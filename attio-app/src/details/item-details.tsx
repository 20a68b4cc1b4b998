import { Banner, Button, DescriptionList, Link, Section } from 'attio/client'
import type { Card, CardItem } from '../../../shared/api/card.ts'
import { ago, LABELS } from '../card/words.ts'
import { pushOne } from '../push/push-one.ts'
import { targetOf } from '../push/target.ts'
import { nameAt } from './answers.ts'
import { Deletion } from './deletion.tsx'
import { Differences } from './differences.tsx'
import { Resolve } from './resolve.tsx'

type Props = {
  readonly item: CardItem
  readonly object: string
  readonly recordId: string
  /** Is it the only pairing of this object? Else its buttons say which is meant. */
  readonly isOnly: boolean
  readonly may: Card['may']
  readonly look: () => Promise<unknown>
  readonly onHistory: () => void
  readonly onReasons: () => void
}

/** The sentence of what is blocked says to retry the record. */
const pushLabel = ({ otherRecordId, status }: CardItem): string =>
  status === 'blocked' ? 'Retry' : otherRecordId === null ? 'Push to Airtable' : 'Sync now'

/** The record in one of its pairings: what is known of the link, what differs, and what can be done. */
export function ItemDetails(props: Props) {
  const { item, object, recordId, isOnly, may, look } = props
  const { otherTable, url } = item
  const target = targetOf(item)
  const which = isOnly ? '' : `: ${otherTable.name}`
  const conflicts = item.fields.filter(({ conflictId }) => conflictId !== null)

  const push = () => pushOne(object, recordId, target)

  return (
    <Section title={isOnly ? otherTable.name : target.name}>
      {item.says.map((sentence) => (
        <Banner key={sentence} variant={item.status === 'blocked' ? 'error' : 'warning'}>
          {sentence}
        </Banner>
      ))}
      <DescriptionList>
        <DescriptionList.Item label="State">{LABELS[item.status].label}</DescriptionList.Item>
        <DescriptionList.Item label="Row">
          {url === null ? (
            'None yet'
          ) : (
            <Link href={url}>{item.title === '' ? 'Open in Airtable' : item.title}</Link>
          )}
        </DescriptionList.Item>
        <DescriptionList.Item label="Table">
          {otherTable.url === null ? (
            otherTable.name
          ) : (
            <Link href={otherTable.url}>{otherTable.name}</Link>
          )}
        </DescriptionList.Item>
        <DescriptionList.Item label="Last sync">
          {item.lastSyncAt === null ? 'Never' : ago(Date.parse(item.lastSyncAt), Date.now())}
        </DescriptionList.Item>
        <DescriptionList.Item label="Changes arrive">
          {item.paused
            ? 'When the sync is resumed'
            : item.live
              ? 'As they happen'
              : 'With the next run'}
        </DescriptionList.Item>
      </DescriptionList>
      <Differences fields={item.fields} said={item.says} />
      {conflicts.length > 0 && may.resolve ? (
        <Resolve key={conflicts.map(nameAt).join(' ')} conflicts={conflicts} look={look} />
      ) : null}
      {item.deletion !== null && may.resolve ? (
        <Deletion deletion={item.deletion} look={look} />
      ) : null}
      {url === null ? null : (
        <Button
          label={`Open in Airtable${which}`}
          onClick={() => void window.open(url, '_blank')}
        />
      )}
      {may.push ? (
        <Button
          label={`${pushLabel(item)}${which}`}
          disabled={item.waits}
          onClick={() => void push()}
        />
      ) : null}
      <Button label={`History${which}`} onClick={props.onHistory} />
      {item.otherRecordId === null ? null : (
        <Button label={`Why these values${which}`} onClick={props.onReasons} />
      )}
    </Section>
  )
}
