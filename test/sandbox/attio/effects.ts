import { type Change, Draft } from './draft.ts'
import { recompute } from './formula.ts'
import type { Later } from './later.ts'
import { valuesOf } from './records.ts'
import { Refusal } from './refusal.ts'
import { isList, objectOf, SYSTEM } from './workspace.ts'
import type { Writing } from './write.ts'
import { readValues, updateRow } from './write.ts'

/** What Attio does by itself some time after a change: `system` enriches new records and recomputes formulas. */

const FORMULA_MS = 1000

/** What an effect needs; `commit` makes its draft true and sets off what follows from it in turn. */
type Aftermath = { readonly later: Later; commit(draft: Draft, writing: Writing): void }

type Ended = Omit<Writing, 'draft'>

export function followUp(changes: readonly Change[], ended: Ended, aftermath: Aftermath): void {
  for (const change of changes) if (change.kind === 'created') enrich(change, ended, aftermath)
  const stale = new Map(
    changes.flatMap((change) =>
      feedsFormula(change, ended) ? [[`${change.object}/${change.record}`, change]] : [],
    ),
  )
  for (const change of stale.values())
    whenDue(ended, aftermath, FORMULA_MS, (writing) =>
      recompute(writing, change.object, change.record),
    )
}

function feedsFormula({ object: id, attribute }: Change, { workspace }: Ended): boolean {
  const object = objectOf(workspace, id)
  const slug = object.attributes.find((one) => one.id === attribute)?.slug
  return (
    slug !== undefined && object.attributes.some(({ formula }) => formula?.inputs.includes(slug))
  )
}

/** Lets `act` write as system once the time has come. */
function whenDue(
  ended: Ended,
  { later, commit }: Aftermath,
  ms: number,
  act: (writing: Writing) => void,
): void {
  later.at(ended.now + ms, (now) => {
    const draft = new Draft(ended.workspace.records)
    const writing: Writing = { ...ended, draft, now, actor: SYSTEM, unchecked: true }
    act(writing)
    commit(draft, writing)
  })
}

/** Only what is still empty by then is filled. */
function enrich(change: Change, ended: Ended, aftermath: Aftermath): void {
  const { enrichment } = ended.switches
  const created = objectOf(ended.workspace, change.object)
  const found = isList(created) ? undefined : enrichment?.values[created.slug]
  if (!enrichment || !found) return
  whenDue(ended, aftermath, enrichment.afterMs, (writing) => {
    const object = objectOf(writing.workspace, change.object)
    const row = writing.draft.get(change.object, change.record)
    const values = readValues(writing, object, found)
    if (values instanceof Refusal) throw new Error(`enrichment: ${values.message}`)
    if (!row) return
    const empty = values.filter(({ attribute }) => valuesOf(row, attribute.id).length === 0)
    updateRow(writing, object, row, empty, () => 'overwrite')
  })
}
