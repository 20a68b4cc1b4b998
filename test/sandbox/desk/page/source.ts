import type { Result } from '../../../../shared/result.ts'

/** What a grid shows, whichever vendor it comes from. */
export type Column = { readonly id: string; readonly name: string; readonly canEdit: boolean }
export type Row = { readonly id: string; readonly cells: Readonly<Record<string, string>> }
export type Sheet = { readonly columns: readonly Column[]; readonly rows: readonly Row[] }
export type Tab = { readonly id: string; readonly name: string }

/** Where a grid reads and writes. Errors are sentences. */
export interface Source {
  tabs(): Promise<Result<readonly Tab[], string>>
  /** The views of a table, the first of which is shown at first; none where the vendor has none for the grid. */
  views(tab: string): readonly Tab[]
  /** An empty view is the vendor's own order. */
  sheet(tab: string, view: string): Promise<Result<Sheet, string>>
  /** Writes one cell as the text a person typed; an empty text empties it. */
  edit(tab: string, row: string, column: string, text: string): Promise<Result<unknown, string>>
  add(tab: string): Promise<Result<unknown, string>>
  remove(tab: string, row: string): Promise<Result<unknown, string>>
}
