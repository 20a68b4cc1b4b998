import type { Failure } from '../../shared/failure.ts'
import type { Table } from '../../shared/field.ts'
import { type Both, SIDES } from '../../shared/record.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Work } from './work.ts'

/** A schema read this long ago is still believed. */
const SCHEMA_LIFE_MS = 60_000

/** Read this short a time (ms) ago, a schema holds also what somebody else is about to fill in. */
export const JUST_DESCRIBED_MS = 500

/** Were both schemas read within `life` (ms)? */
export const isFresh = ({ memory, clock }: Work, life = SCHEMA_LIFE_MS): boolean =>
  clock.now() - memory.setup.describedAt() < life

/** Have the schemas as they are now, or were `life` (ms) ago at most. */
export async function freshen(work: Work, life = SCHEMA_LIFE_MS): Promise<Result<true, Failure>> {
  if (isFresh(work, life)) return ok(true)
  const schema = await describe(work)
  if (!schema.ok) return schema
  work.memory.together(() => keep(work, schema.value))
  return ok(true)
}

/** The tables that take part, as they are described now, and which of them were asked for. */
type Schema = Both<{ readonly asked: readonly string[]; readonly tables: readonly Table[] }>

/** Ask both sides for what their tables are. */
export async function describe({ memory, ports }: Work): Promise<Result<Schema, Failure>> {
  const asked = { left: memory.pairings.tablesOn('left'), right: memory.pairings.tablesOn('right') }
  const [left, right] = await Promise.all(
    SIDES.map((side) => ports[side].connector.describe(asked[side])),
  )
  if (!left!.ok) return left!
  if (!right!.ok) return right!
  return ok({
    left: { asked: asked.left, tables: left!.value },
    right: { asked: asked.right, tables: right!.value },
  })
}

/** Remember what was described just now. */
export function keep({ memory, clock }: Work, schema: Schema): void {
  for (const side of SIDES) memory.described.put(side, schema[side].asked, schema[side].tables)
  memory.setup.setDescribed(clock.now())
}
