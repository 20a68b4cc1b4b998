/** Updates of one table that follow each other closely go out as one write, as in Airtable, where the SDK asks to wait. */
import type {
  Mutation,
  SetMultipleRecordsCellValuesMutation as Update,
} from '@airtable/blocks/dist/types/src/types/mutations'

/** In one write. */
const MOST_RECORDS = 50

type Send = (mutation: Mutation) => Promise<void>
type Waiting = { update: Update; readonly sent: Promise<void>; readonly send: () => void }

export class HeldWrites {
  readonly #send: Send
  #waiting: Waiting | null = null

  constructor(send: Send) {
    this.#send = send
  }

  /** Whatever else is written first sends what waits: it may stand upon it. */
  write(mutation: Mutation, holdForMs: number): Promise<void> {
    const isUpdate = mutation.type === 'setMultipleRecordsCellValues'
    const joined = isUpdate && this.#waiting ? join(this.#waiting.update, mutation) : null
    if (this.#waiting && joined) {
      this.#waiting.update = joined
      return this.#waiting.sent
    }
    this.#waiting?.send()
    return isUpdate && holdForMs > 0 ? this.#hold(mutation, holdForMs) : this.#send(mutation)
  }

  holds(record: string, field: string): boolean {
    const found = this.#waiting?.update.records.find(({ id }) => id === record)
    return found !== undefined && field in found.cellValuesByFieldId
  }

  #hold(update: Update, holdForMs: number): Promise<void> {
    const { promise: sent, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(() => waiting.send(), holdForMs)
    const waiting: Waiting = {
      update,
      sent,
      send: () => {
        clearTimeout(timer)
        this.#waiting = null
        this.#send(waiting.update).then(resolve, reject)
      },
    }
    this.#waiting = waiting
    return sent
  }
}

/** Both as one, the later one’s cells standing; null where they cannot go together. */
function join(first: Update, second: Update): Update | null {
  if (first.tableId !== second.tableId) return null
  if (JSON.stringify(first.opts) !== JSON.stringify(second.opts)) return null
  const records = new Map(first.records.map((record) => [record.id, record]))
  for (const { id, cellValuesByFieldId } of second.records)
    records.set(id, {
      id,
      cellValuesByFieldId: { ...records.get(id)?.cellValuesByFieldId, ...cellValuesByFieldId },
    })
  return records.size > MOST_RECORDS ? null : { ...first, records: [...records.values()] }
}
