import type { Field, Table } from '../../shared/field.ts'
import type { Connector, Outcome, RecordWrite } from '../connectors/connector.ts'

/** Writes of one kind for one table, not to be sent after `deadline` (our clock). */
export type Delivery = {
  readonly table: Table
  readonly fields: readonly Field[]
  readonly writes: readonly RecordWrite[]
  readonly deadline: number
}

/** All writes at once, in batches the vendor takes; the door sees to pace and connections. One outcome for each, in order. */
export async function deliver(
  connector: Pick<Connector, 'limits' | 'write'>,
  { table, fields, writes, deadline }: Delivery,
): Promise<readonly Outcome[]> {
  const made = batches(writes, connector.limits.batch).map((batch) =>
    connector.write(table, fields, batch, deadline),
  )
  return (await Promise.all(made)).flat()
}

/** Neighbours of one kind, at most `most` together. */
export function batches(
  writes: readonly RecordWrite[],
  most: number,
): readonly (readonly RecordWrite[])[] {
  const made: RecordWrite[][] = []
  for (const write of writes) {
    const last = made.at(-1)
    if (last && last.length < most && last[0]?.kind === write.kind) last.push(write)
    else made.push([write])
  }
  return made
}
