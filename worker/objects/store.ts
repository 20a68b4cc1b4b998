/** What an object needs of its database: the platform's own shape, so that the same SQL runs on Node's SQLite in tests. */
export type SqlValue = string | number | null | ArrayBuffer | Uint8Array
export interface Cursor {
  toArray(): { [column: string]: unknown }[]
  /** Rows of tables and indexes that an insert, update or delete has written or taken away, where the database tells. */
  readonly rowsWritten?: number
}
export interface Sql {
  /** A limit is written `limit ? + 0`: as a bare parameter it would have the statement compiled anew at each call. */
  exec(query: string, ...bindings: SqlValue[]): Cursor
}
export interface Store {
  readonly sql: Sql
  /** Statements in `work` stand or fall together. `work` must not await: the platform would commit half of it. */
  transactionSync<T>(work: () => T): T
}
