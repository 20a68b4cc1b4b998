import { Table, Typography } from 'attio/client'
import type { CardField } from '../../../shared/api/card.ts'
import { fieldOf, textOf } from '../card/values.ts'
import { captionsOf } from './captions.ts'

type Props = {
  readonly fields: readonly CardField[]
  /** What stands above already. */
  readonly said: readonly string[]
}

/** The fields that do not agree, side by side, each with why. */
export function Differences({ fields, said }: Props) {
  if (fields.length === 0) return null
  return (
    <>
      <Table label="Fields that differ">
        <Table.Header>
          <Table.HeaderCell>Field</Table.HeaderCell>
          <Table.HeaderCell>Attio</Table.HeaderCell>
          <Table.HeaderCell>Airtable</Table.HeaderCell>
          <Table.HeaderCell>State</Table.HeaderCell>
        </Table.Header>
        <Table.Body>
          {fields.map(({ mappingId, app, crm, state }) => (
            <Table.Row key={mappingId}>
              <Table.Cell>{fieldOf({ app, crm })}</Table.Cell>
              <Table.Cell>{textOf(crm.value, crm.names)}</Table.Cell>
              <Table.Cell>{textOf(app.value, app.names)}</Table.Cell>
              <Table.Cell>
                <Table.Cell.Badge color={STATES[state].color}>
                  {STATES[state].label}
                </Table.Cell.Badge>
              </Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
      {captionsOf(fields, said).map((sentence) => (
        <Typography.Caption key={sentence}>{sentence}</Typography.Caption>
      ))}
    </>
  )
}

const STATES = {
  conflict: { label: 'Conflict', color: 'amber' },
  pending: { label: 'Pending', color: 'blue' },
  blocked: { label: 'Blocked', color: 'red' },
  held: { label: 'Set aside', color: 'grey' },
} as const
