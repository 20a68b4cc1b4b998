import { Banner, LoadingState, Table, Typography } from 'attio/client'
import getHistory from '../calls/get-history.server'
import { useFresh } from '../calls/use-fresh.ts'
import { ago } from '../card/words.ts'
import type { Target } from '../push/target.ts'

type Props = { readonly target: Target; readonly recordId: string }

/** What the sync wrote of this record on either side. */
export function History({ target, recordId }: Props) {
  const answer = useFresh(() => getHistory(target, recordId))
  if (answer === null) return <LoadingState>Reading the history…</LoadingState>
  if (!answer.ok) return <Banner variant="error">{answer.says}</Banner>
  if (answer.lines.length === 0)
    return <Typography.Body>The sync has not written this record yet.</Typography.Body>
  return (
    <Table label="History of this record">
      <Table.Header>
        <Table.HeaderCell>When</Table.HeaderCell>
        <Table.HeaderCell>Written to</Table.HeaderCell>
        <Table.HeaderCell>What</Table.HeaderCell>
      </Table.Header>
      <Table.Body>
        {answer.lines.map((line) => (
          <Table.Row key={line.id}>
            <Table.Cell>{ago(Date.parse(line.at), Date.now())}</Table.Cell>
            <Table.Cell>{line.into}</Table.Cell>
            <Table.Cell>{line.what}</Table.Cell>
          </Table.Row>
        ))}
      </Table.Body>
    </Table>
  )
}
