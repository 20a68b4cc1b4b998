import { LoadingState, Table, Typography, useAsyncCache } from 'attio/client'
import { Suspense } from 'react'
import { ago } from '../../../card/words.ts'
import getRuns from './get-runs.server'

type Props = { readonly configId: string }

/** The last runs of a sync; loads by itself, so that the rest of the dialog does not wait for it. */
export const RecentRuns = ({ configId }: Props) => (
  <Suspense fallback={<LoadingState>Reading recent runs…</LoadingState>}>
    <LoadedRuns configId={configId} />
  </Suspense>
)

function LoadedRuns({ configId }: Props) {
  const { answer } = useAsyncCache({ answer: [getRuns, configId] }).values
  if (!answer.ok) return <Typography.Caption>{answer.says}</Typography.Caption>
  if (answer.runs.length === 0)
    return <Typography.Caption>There was no run yet.</Typography.Caption>
  return (
    <Table label="Recent runs">
      <Table.Header>
        <Table.HeaderCell>When</Table.HeaderCell>
        <Table.HeaderCell>Outcome</Table.HeaderCell>
        <Table.HeaderCell>Written</Table.HeaderCell>
        <Table.HeaderCell>Not written</Table.HeaderCell>
      </Table.Header>
      <Table.Body>
        {answer.runs.map((run) => (
          <Table.Row key={run.id}>
            <Table.Cell>{ago(Date.parse(run.at), Date.now())}</Table.Cell>
            <Table.Cell>{run.outcome}</Table.Cell>
            <Table.Cell>{run.written.toLocaleString('en')}</Table.Cell>
            <Table.Cell>{run.failed.toLocaleString('en')}</Table.Cell>
          </Table.Row>
        ))}
      </Table.Body>
    </Table>
  )
}
