/** The way from the frame to the base behind the page: everything of it, every change as it comes, and writes. */
import * as z from 'zod'
import type { Mutation } from '@airtable/blocks/dist/types/src/types/mutations'
import type { Result } from '../../../../shared/result.ts'
import { Table } from './airtable.ts'
import { call } from './call.ts'

const Opened = z.object({
  era: z.number(),
  revision: z.number(),
  name: z.string(),
  workspaceId: z.string(),
  userId: z.string(),
  collaborators: z.array(z.object({ id: z.string(), email: z.string(), name: z.string() })),
  tables: z.array(Table),
})
export type Opened = z.infer<typeof Opened>

const Row = z.object({
  id: z.string(),
  createdTime: z.string(),
  commentCount: z.number(),
  cellValuesByFieldId: z.record(z.string(), z.unknown()),
})
export type Row = z.infer<typeof Row>
/** A whole table is not looked at row by row: that would hold up what the extension draws meanwhile. */
const Rows = z.object({ revision: z.number(), records: z.custom<readonly Row[]>(Array.isArray) })

const Shown = z.object({
  visibleRecordIds: z.array(z.string()),
  fieldOrder: z.object({ fieldIds: z.array(z.string()), visibleFieldCount: z.number() }),
})
export type Shown = z.infer<typeof Shown>
const Told = z.object({
  era: z.number(),
  revision: z.number(),
  isAnew: z.literal(false),
  tables: z.array(Table).nullable(),
  /** By table and record; null where the record is gone. */
  records: z.record(z.string(), z.record(z.string(), Row.nullable())),
  views: z.record(z.string(), Shown),
})
export type Told = z.infer<typeof Told>
const Anew = z.object({ era: z.number(), revision: z.number(), isAnew: z.literal(true) })

export class Screen {
  readonly #path: string

  constructor(baseId: string) {
    this.#path = `/airtable/_screen/${baseId}`
  }

  open = (): Promise<Result<Opened, string>> => call('GET', this.#path, Opened)

  /** These fields of every record; all of them where none are named. */
  records(table: string, fields?: readonly string[]) {
    const only = fields ? `?fields=${fields.join(',')}` : ''
    return call('GET', `${this.#path}/${table}${only}`, Rows)
  }

  view = (table: string, view: string) =>
    call('GET', `${this.#path}/${table}/${view}`, Shown.extend({ revision: z.number() }))

  /** Waits for something to happen after that revision. `isAnew`: too much did, and all is to be read again. */
  changes(era: number, after: number, views: readonly string[]) {
    const query = new URLSearchParams({
      era: String(era),
      after: String(after),
      views: views.join(','),
    })
    return call('GET', `${this.#path}/changes?${query}`, z.union([Told, Anew]))
  }

  write = (mutation: Mutation) =>
    call('POST', this.#path, z.object({ revision: z.number() }), mutation)
}
