import type { Failure } from '../../../shared/failure.ts'
import { fieldById } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Connector } from '../../connectors/connector.ts'
import type { Memory } from './memory.ts'
import type { RecordAsk } from './rpc.ts'

/** The field under which every connector tells a record's own page. */
const PAGE = ':url'

/** Where people open a record: its page at the vendor, who is asked for it, so that nobody is sent to one that is gone. */
export async function addressOf(
  memory: Memory,
  connector: Connector,
  { entityType, side, recordId }: RecordAsk,
): Promise<Result<string, Failure>> {
  const pairing = memory.pairings.get(entityType)?.json
  const table = pairing && memory.described.table(side, pairing[side])
  const field = table && fieldById(table, PAGE)
  if (!table || !field) return err({ reason: 'not_found', what: 'page of this record' })
  const read = await connector.read(table, [field], [recordId])
  if (!read.ok) return read
  const record = read.value.find(({ id }) => id === recordId)?.record
  const url = record?.values[PAGE]
  if (typeof url === 'string') return ok(url)
  return err({ reason: 'not_found', what: 'such record any more' })
}
