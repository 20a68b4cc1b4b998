import { Banner, LoadingState, Table, Typography } from 'attio/client'
import getReasons from '../calls/get-reasons.server'
import { useFresh } from '../calls/use-fresh.ts'
import type { Target } from '../push/target.ts'

type Props = { readonly target: Target; readonly recordId: string }

/** Why each field holds what it holds. */
export function Reasons({ target, recordId }: Props) {
  const answer = useFresh(() => getReasons(target, recordId))
  if (answer === null) return <LoadingState>Looking for the reasons…</LoadingState>
  if (!answer.ok) return <Banner variant="error">{answer.says}</Banner>
  if (answer.reasons.length === 0)
    return <Typography.Body>Nothing is known of this record yet.</Typography.Body>
  return (
    <>
      <Table label="Why these values">
        <Table.Header>
          <Table.HeaderCell>Field</Table.HeaderCell>
          <Table.HeaderCell>Value in Attio</Table.HeaderCell>
          <Table.HeaderCell>Why</Table.HeaderCell>
        </Table.Header>
        <Table.Body>
          {answer.reasons.map(({ field, value, says }) => (
            <Table.Row key={field}>
              <Table.Cell>{field}</Table.Cell>
              <Table.Cell>{value}</Table.Cell>
              <Table.Cell>{says}</Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
      {answer.left === 0 ? null : (
        <Typography.Caption>{`${answer.left} more are told in the DataSync extension in Airtable.`}</Typography.Caption>
      )}
    </>
  )
}
