import type { Making } from './definitions.ts'
import { Draft } from './draft.ts'
import { recompute } from './formula.ts'
import type { Row } from './records.ts'
import { Refusal } from './refusal.ts'
import { USUAL } from './switches.ts'
import type { ObjectType, Workspace } from './workspace.ts'
import { findAttribute, findObject, memberActor, SYSTEM } from './workspace.ts'
import type { WorkspaceSpec } from './world.ts'
import type { Writing } from './write.ts'
import { createRow, readValues, writeValues } from './write.ts'

const MINUTE = 60_000

/** A world's records were all there before: nothing follows from them, and they are held to no rule for new ones. */
const QUIET = { ...USUAL, companyFromEmail: false, sameValueReopens: false }

const must = <T>(made: T | Refusal, what: string): T => {
  if (made instanceof Refusal) throw new Error(`world: ${what}: ${JSON.stringify(made)}`)
  return made
}

/** Fills a workspace: first the records, then their references, which may point forward, then their formulas. */
export function loadRecords(workspace: Workspace, spec: WorkspaceSpec, making: Making): void {
  const writingAt = (now: number): Writing => ({
    workspace,
    draft: new Draft(workspace.records),
    actor: memberActor(workspace),
    now,
    switches: QUIET,
    newId: making.newId,
    unchecked: true,
  })
  const linked: { object: ObjectType; row: Row; links: Values }[] = []
  for (const [slug, records] of Object.entries(spec.records)) {
    const object = findObject(workspace, slug)
    if (!object) throw new Error(`world: no object ${slug}`)
    for (const [i, { id, created_at, values }] of records.entries()) {
      const made = created_at ? Date.parse(created_at) : making.now - (records.length - i) * MINUTE
      const { plain, links } = split(object, values)
      const row = loadRow(writingAt(made), object, plain, id)
      if (Object.keys(links).length > 0) linked.push({ object, row, links })
    }
  }
  for (const { object, row, links } of linked)
    loadLinks(writingAt(row.createdAt), object, row.id, links)
  for (const object of workspace.objects)
    if (object.attributes.some(({ formula }) => formula))
      for (const row of workspace.records.of(object.id).inOrder()) {
        const writing = writingAt(row.createdAt)
        recompute({ ...writing, actor: SYSTEM }, object.id, row.id)
        writing.draft.commit()
      }
}

type Values = Readonly<Record<string, unknown>>

function split(object: ObjectType, values: Values): { plain: Values; links: Values } {
  const isLink = ([slug]: [string, unknown]) =>
    findAttribute(object, slug)?.type === 'record-reference'
  const entries = Object.entries(values)
  return {
    plain: Object.fromEntries(entries.filter((entry) => !isLink(entry))),
    links: Object.fromEntries(entries.filter(isLink)),
  }
}

function loadRow(
  writing: Writing,
  object: ObjectType,
  values: Values,
  id: string | undefined,
): Row {
  const what = `${object.slug} ${JSON.stringify(values)}`
  const written = must(readValues(writing, object, values), what)
  const row = must(createRow(writing, object, written, id), what)
  writing.draft.commit()
  return row
}

function loadLinks(writing: Writing, object: ObjectType, id: string, links: Values): void {
  const written = must(readValues(writing, object, links), id)
  const row = writing.draft.get(object.id, id)
  // Appended, because the other end may have brought some already.
  if (row)
    must(
      writeValues(writing, object, row, written, () => 'append'),
      id,
    )
  writing.draft.commit()
}
