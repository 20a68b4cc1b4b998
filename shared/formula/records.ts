/** What a formula may ask of the record itself. */
import { type FormulaFunction, groupOf } from './function.ts'
import { readLoosely } from './date-words.ts'
import { type Thing, wrong } from './thing.ts'

const { chooses } = groupOf('record')

const timeOf = (said: string | undefined, zone: string): Thing =>
  (said === undefined ? null : readLoosely(said, zone)) ??
  wrong('This time is not known on this side: use a field that holds it.')

export const RECORD_FUNCTIONS: readonly FormulaFunction[] = [
  chooses(
    { name: 'RECORD_ID', arguments: '', help: 'The id of the record on its own side.', example: 'RECORD_ID()', result: 'rec1', gives: 'text' }, // prettier-ignore
    [0, 0],
    (_, run) => run.scope.recordId ?? wrong('This record has no id yet: it is still to be created.'), // prettier-ignore
  ),
  chooses(
    { name: 'CREATED_TIME', arguments: '', help: 'When the record was created.', example: 'CREATED_TIME()', result: '2026-01-01T09:00:00.000Z', gives: 'instant' }, // prettier-ignore
    [0, 0],
    (_, run) => timeOf(run.scope.createdTime, run.zone),
  ),
  // Of the whole record only: Airtable can also be asked for some of its fields.
  chooses(
    { name: 'LAST_MODIFIED_TIME', arguments: '', help: 'When the record was last changed, by us too.', example: 'LAST_MODIFIED_TIME()', result: '2026-01-02T09:00:00.000Z', gives: 'instant', unsteady: true }, // prettier-ignore
    [0, 0],
    (_, run) => timeOf(run.scope.modifiedTime, run.zone),
  ),
]
