import { Banner, showDialog, Table } from 'attio/client'
import type { Outcome } from '../../../shared/api/card.ts'
import { isFine, number, said } from './words.ts'

const SHOWN = 100

type Props = {
  readonly outcomes: readonly Outcome[]
  readonly total: number
  readonly table: string
}

/** What became of many: how many went through, and of every other one why it did not. */
export function Summary({ outcomes, total, table }: Props) {
  const others = outcomes.filter((one) => !isFine(one))
  const fine = outcomes.length - others.length
  const unasked = total - outcomes.length
  return (
    <>
      <Banner variant={others.length + unasked > 0 ? 'warning' : 'neutral'}>
        {`${number(fine)} of ${number(total)} records are in ${table}.${unasked > 0 ? ` ${number(unasked)} did not get through; push them again.` : ''}`}
      </Banner>
      {others.length === 0 ? null : (
        <Table label="Records that did not go through">
          <Table.Header>
            <Table.HeaderCell>Record</Table.HeaderCell>
            <Table.HeaderCell>What happened</Table.HeaderCell>
            <Table.HeaderCell>Why, and what to do</Table.HeaderCell>
          </Table.Header>
          <Table.Body>
            {others.slice(0, SHOWN).map((outcome) => {
              const { title, text } = said(outcome, table)
              return (
                <Table.Row key={outcome.recordId}>
                  <Table.Cell>
                    {outcome.title === '' ? outcome.recordId.slice(0, 8) : outcome.title}
                  </Table.Cell>
                  <Table.Cell>{title}</Table.Cell>
                  <Table.Cell>{text}</Table.Cell>
                </Table.Row>
              )
            })}
          </Table.Body>
        </Table>
      )}
      {others.length > SHOWN ? (
        <Banner variant="neutral">{`${number(others.length - SHOWN)} more are listed in the DataSync extension in Airtable.`}</Banner>
      ) : null}
    </>
  )
}

export const showSummary = (props: Props): Promise<void> =>
  showDialog({ title: 'Pushed to Airtable', Dialog: () => <Summary {...props} /> })
