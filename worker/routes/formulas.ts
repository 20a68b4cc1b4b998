import { FormulaCheck, FormulaCheckRequest, FunctionList } from '../../shared/api/formula.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Table } from '../../shared/field.ts'
import { FUNCTIONS } from '../../shared/formula.ts'
import { other, type Side } from '../../shared/record.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { checkHome, fieldsToTry, sampleResults, type Tried, tryFormula } from '../../shared/validate/formula.ts' // prettier-ignore
import { fieldCalled } from '../../shared/validate/steps.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Deps } from '../deps.ts'
import type { SyncRpc } from '../objects/sync/rpc.ts'
import { route } from './route.ts'
import { ownSync } from './sync.ts'

export const listFunctions = route(
  'GET /api/crm/formula/functions',
  { says: 'The functions formulas may use.', answer: FunctionList },
  async () => ok({ items: [...FUNCTIONS] }),
)

export const checkFormula = route(
  'POST /api/crm/formula/check',
  {
    says: 'What a formula would give for some records, what is wrong with it and where, and what a way back would lose. Nothing changes.',
    body: FormulaCheckRequest,
    answer: FormulaCheck,
  },
  async ({ deps, caller, body }) => {
    const own = await ownSync(deps, caller, body.configId)
    if (!own.ok) return own
    const side = body.side === 'app' ? 'left' : 'right'
    const giving = await tableOf(deps, own.value.sync, body.entityType, side)
    if (!giving.ok) return giving
    const { connector, table } = giving.value
    const field = body.field === undefined ? null : fieldCalled(table, body.field)
    if (field === undefined)
      return err({ reason: 'invalid', field: 'field', why: `“${table.name}” has no field “${body.field}”` }) // prettier-ignore

    const tried = tryFormula(body.formula, table, field)
    const back = await triedBack(deps, own.value.sync, body, side)
    if (!back.ok) return back
    const usable = tried.faults.length === 0
    const page = usable && body.samples > 0 ? await connector.list(table, fieldsToTry(tried, table, field), null) : ok({ records: [] }) // prettier-ignore
    if (!page.ok) return page
    const records = page.value.records.slice(0, body.samples)
    const now = deps.clock.now()
    const samples = sampleResults(tried, table, field, records, now)
    return ok({
      ok: [tried, back.value].every(
        (one) => one === null || (one.faults.length === 0 && one.steady),
      ),
      says: saysOf(
        tried,
        back.value,
        samples.filter(({ result }) => !result.ok).length,
        samples.length,
      ),
      ...wireOf(tried),
      fields: [...tried.reads].map(([name, read]) => ({ name, field: read.id })),
      samples: samples.map(({ recordId, title, result }) => ({
        recordId,
        title,
        value: result.ok ? result.value : null,
        fault: result.ok ? null : result.error,
      })),
      back: back.value && wireOf(back.value),
      home:
        back.value === null
          ? null
          : usable && back.value.faults.length === 0
            ? homeOf(checkHome(tried, back.value, field, records, now))
            : homeOf({ checked: 0, strayed: [], says: 'Both formulas must be right before the way back can be checked.' }), // prettier-ignore
    })
  },
)

const wireOf = ({ faults, gives, steady }: Tried) => ({ faults: [...faults], gives, steady })
const homeOf = (home: ReturnType<typeof checkHome>) => ({ ...home, strayed: [...home.strayed] })

/** The formula for the way back, held against the table of the other side; null where there is none. */
async function triedBack(
  deps: Deps,
  sync: SyncRpc,
  { entityType, back }: { readonly entityType: string; readonly back?: string | undefined },
  side: Side,
): Promise<Result<Tried | null, Failure>> {
  if (back === undefined) return ok(null)
  const taking = await tableOf(deps, sync, entityType, other(side))
  return taking.ok ? ok(tryFormula(back, taking.value.table, null)) : taking
}

/** The table of this side of a pairing as it is now, and the way to read it. */
async function tableOf(
  deps: Deps,
  sync: SyncRpc,
  entityType: string,
  side: Side,
): Promise<Result<{ connector: Connector; table: Table }, Failure>> {
  const view = await sync.view()
  if (!view.ok) return view
  const pairings = await sync.pairings()
  if (!pairings.ok) return pairings
  const pairing = pairings.value.find((one) => one.entityType === entityType)
  if (!pairing) return err({ reason: 'not_found', what: `pairing “${entityType}”` })
  const { connectionId, vendor, resource } = view.value[side]
  const connector = await deps.connector(connectionId, vendor, resource, 'person')
  const tables = await connector.describe()
  if (!tables.ok) return tables
  const table = tables.value.find((one) => one.id === pairing[side])
  return table ? ok({ connector, table }) : err({ reason: 'not_found', what: 'table' })
}

function saysOf(tried: Tried, back: Tried | null, failed: number, samples: number): string {
  const [fault] = tried.faults
  if (fault) return fault.why
  const [behind] = back?.faults ?? []
  if (behind) return `On the way back: ${behind.why}`
  if (!tried.steady || back?.steady === false)
    return 'It reads the clock, so it would give another value every time: take NOW( ), TODAY( ) and the like out to use it in a mapping.' // prettier-ignore
  if (failed > 0)
    return `It gives nothing for ${failed} of the ${samples} records tried: see why beside each.`
  return samples > 0 ? 'It works for every record tried.' : 'It can be read.'
}
