import type { Failure } from '../../shared/failure.ts'
import type { Makes } from '../../shared/codec/makes.ts'
import type { Field, NewField, Table } from '../../shared/field.ts'
import type { VendorFilter } from '../../shared/filter.ts'
import type { Record } from '../../shared/record.ts'
import type { Result } from '../../shared/result.ts'
import type { Role } from '../../shared/role.ts'
import type { Value, Values } from '../../shared/value.ts'
import type { FeedConnector } from './feed.ts'

/** A vendor's true limits, as data. */
export type Limits = {
  /** Calls a second, per kind, and the key they are counted under (a base, a workspace). */
  readonly pace: readonly Pace[]
  /** Records in one page of a listing. */
  readonly page: number
  /** Records one call can create, update or delete. */
  readonly batch: number
  /** Records one call can read by id or find by a text field. */
  readonly lookup: number
  /** After this long (ms) a call of ours can no longer take effect there: how long a lost answer stays open. */
  readonly longestCallMs: number
}
export type Pace = {
  readonly kind: CallKind | 'any'
  readonly perSecond: number
  readonly key: string
}
export type CallKind = 'read' | 'write'

/** Who the connection acts as, and what it may do. */
export type Account = {
  /** The vendor's id of what is shared: an Attio workspace; for Airtable the user. */
  readonly id: string
  readonly name: string
  /** `null` where the vendor does not say (Airtable personal tokens). */
  readonly scopes: readonly string[] | null
  readonly missing: readonly string[]
  readonly userId: string | null
  /** Their address, where the vendor tells it. */
  readonly email?: string | null
  /** What they may do here by what they may do there, where the vendor says so. */
  readonly role?: Role | null
  /** What is shared, by its name there: a base. */
  readonly placeName?: string | null
}

/** Some records of a listing, and where the next ones are; a null cursor means these were the last. */
export type Page = { readonly records: readonly Record[]; readonly cursor: string | null }

/** The records a filter lets through, by id; a null cursor means these were the last. */
export type Members = { readonly ids: readonly string[]; readonly cursor: string | null }
/** A selection people have saved at the vendor, by its lasting id. */
export type View = { readonly id: string; readonly name: string; readonly type: string }

/** What one id turned out to be: a record, or proof that it is gone. "No access" is a failure, not "gone". */
export type Reading = { readonly id: string; readonly record: Record | null }

/** Asked of one record. `values` hold only fields to set, whole values each; `null` empties. */
export type RecordWrite =
  | { readonly kind: 'create'; readonly values: Values; readonly twin: Twin | null }
  | { readonly kind: 'update'; readonly id: string; readonly values: Values }
  | { readonly kind: 'delete'; readonly id: string }

/** The text field on this side that holds the other side's record id, and the id to put there. */
export type Twin = { readonly field: string; readonly id: string }

/** A record that is to hold a new option, and the whole value of the field it will then hold. */
export type Carrier = { readonly id: string; readonly value: Value }

/** A table that was made, and the fields it did not get. */
export type MadeTable = {
  readonly table: Table
  readonly left: readonly { readonly name: string; readonly failure: Failure }[]
}

/** What became of one write. `record` is as the vendor gave it back; null after a delete. */
export type Outcome =
  | { readonly ok: true; readonly record: Record | null }
  | { readonly ok: false; readonly failure: Failure }

/**
 * What every vendor must be able to do. Nothing here throws for what a vendor does; each method answers with a
 * value. Every method is safe to repeat except `write` of creates without a twin.
 */
export interface Connector {
  /** Its id in the registry. */
  readonly vendor: string
  /** As people know it. */
  readonly name: string
  readonly limits: Limits
  /** Where it tells by itself what happens. */
  readonly feed?: FeedConnector

  /** Who are we there, and what is missing? */
  identify(): Promise<Result<Account, Failure>>

  /**
   * All tables with their fields, or those of `only` that there are. An unknown kind of field is `opaque` and never
   * writable.
   */
  describe(only?: readonly string[]): Promise<Result<readonly Table[], Failure>>

  /**
   * One page of a table, only `fields`. `cursor` is null at first, or where one of the `parts` begins; a null cursor in the
   * answer means the listing, or that part of it, is complete. What broke (`listing_broke`) must begin again: cursors do
   * not outlive minutes, beginnings do.
   */
  list(
    table: Table,
    fields: readonly Field[],
    cursor: string | null,
  ): Promise<Result<Page, Failure>>

  /**
   * Where the parts of a table of about `expected` records begin; every record is in exactly one, for good. Read beside
   * each other they use up the vendor's pace at any round trip, and one that breaks begins again alone. `[null]` for
   * tables that are better read in one go; where `least` is more than 1, so many at least. A vendor without this method
   * has no parts.
   */
  parts?(table: Table, expected: number, least?: number): readonly (string | null)[]

  /**
   * One page of the ids of the records that pass a filter the vendor judges itself; cursors as in `list`. A view that is
   * not there any more is `gone`, an expression the vendor cannot read is `invalid` with a sentence. A vendor without
   * this method knows no filters of its own.
   */
  members?(
    table: Table,
    filter: VendorFilter,
    cursor: string | null,
  ): Promise<Result<Members, Failure>>

  /** The saved views of a table that `members` understands. */
  views?(table: Table): Promise<Result<readonly View[], Failure>>

  /** These records (at most `limits.lookup`), in one call where the vendor can; one reading for each id asked. */
  read(
    table: Table,
    fields: readonly Field[],
    ids: readonly string[],
  ): Promise<Result<readonly Reading[], Failure>>

  /** Records whose text field `by` equals one of `texts` (at most `limits.lookup`), with `fields` and `by` read. */
  find(
    table: Table,
    fields: readonly Field[],
    by: Field,
    texts: readonly string[],
  ): Promise<Result<readonly Record[], Failure>>

  /**
   * When this field of this record last changed, emptying it included: ISO 8601, UTC, milliseconds. Null where the
   * vendor cannot say (it keeps no history of the field, or nobody ever wrote it). Asked for single records whose two
   * sides changed; `Record.times` says it for free where a value is there. A vendor without this method keeps no history.
   */
  touched?(table: Table, field: Field, id: string): Promise<Result<string | null, Failure>>

  /** Cells of a record as the webhooks of this vendor word them. A vendor without this method tells of none. */
  told?(
    table: Table,
    fields: readonly Field[],
    id: string,
    cells: { readonly [field: string]: unknown },
  ): Record

  /**
   * At most `limits.batch` writes of one kind. One outcome for each, in order: a bad record never spoils its
   * neighbours. A create with a twin is made at most once as long as the twin is found. `fields` are those to give
   * back (and to encode with); an update never touches a field it was not given. No call is sent after `deadline` (the
   * clock's time): what was not sent by then is `fenced`. No call is repeated whose answer was lost.
   */
  write(
    table: Table,
    fields: readonly Field[],
    writes: readonly RecordWrite[],
    deadline?: number,
  ): Promise<readonly Outcome[]>

  /** Make a plain text field, for twins and marks. */
  createTextField(table: Table, name: string, description: string): Promise<Result<Field, Failure>>

  /** Which fields can be made here. */
  readonly makes: Makes

  /** What an account lacks to make tables and fields, in the vendor's words; null where nothing is known to be missing. */
  lacksToMake(account: Account): string | null

  /**
   * Make a table with these fields, the first of them what its records are called by. Where one of that name is there
   * already with no other fields than these, it is the one that an earlier call made and whose answer was lost: it is taken,
   * and gets what it lacks. With other fields it is somebody's own, and the call is refused with a sentence.
   */
  createTable(name: string, fields: readonly NewField[]): Promise<Result<MadeTable, Failure>>

  /**
   * Make a field. One of that name that holds the same is taken, so that no second one is made when an answer was lost; of
   * another kind it is refused with a sentence. `table` is as it stands now.
   */
  createField(table: Table, field: NewField): Promise<Result<Field, Failure>>

  /** Can an option be made by itself, or only on the way into a record's cell? */
  readonly optionsMade: 'apart' | 'in_a_record'

  /**
   * Make an option of a choice field; one that is there already is well, so it is safe to repeat. `carrier` is the record
   * that needs it and all that its cell will then hold: where options are made in a record, the cell is written with it.
   */
  createChoice(
    table: Table,
    field: Field,
    name: string,
    carrier: Carrier | null,
    deadline?: number,
  ): Promise<Result<true, Failure>>

  /** The value this side will give back after being given `value`: the codec's declared normal form. */
  normal(field: Field, value: Value): Value

  /** Can the field hold this value at all? */
  accepts(field: Field, value: Value): Result<true, Failure>
}
