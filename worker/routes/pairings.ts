import { Done, Id, EntityType } from '../../shared/api/page.ts'
import { PairingList, PairingPatch, PairingRequest, PairingView } from '../../shared/api/pairing.ts'
import { FUZZY, type Pairing, type SideTerms } from '../../shared/mapping.ts'
import { ok } from '../../shared/result.ts'
import type { NamedPairing, PairingPatch as Patch } from '../objects/sync/rpc.ts'
import { ruleOut, rulesIn } from './crossing.ts'
import { ownerIn, ownerOut } from './owners.ts'
import { route } from './route.ts'
import { rulesOf } from './rules.ts'
import { ownSync, pageOf } from './sync.ts'
import { toldOnce } from './told-once.ts'

const OfConfig = { params: { id: Id } }
const One = { params: { id: Id, entityType: EntityType } }

export const listPairings = route(
  'GET /api/crm/configs/:id/pairings',
  { says: 'Which tables a sync pairs, and by which rules.', ...OfConfig, answer: PairingList },
  async ({ deps, caller, params }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const pairings = await pageOf(deps, params.id, 'pairings')
    if (!pairings.ok) return pairings
    return ok(toldOnce(pairings.value, (all) => ({ items: all.map(pairingOf) })))
  },
)

export const createPairing = route(
  'POST /api/crm/configs/:id/pairings',
  {
    says: 'Pair a table with an object. Its fields pair themselves, unless autoPair says no.',
    ...OfConfig,
    body: PairingRequest,
    answer: PairingView,
    status: 201,
  },
  async ({ deps, caller, params, body }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const made = await own.value.sync.addPairing({
      entityType: body.entityType,
      left: body.appTable,
      right: body.crmTable,
      autoPair: body.autoPair,
      ...rulesOf(body),
      ...sidesOf(body),
      ...(body.keys === undefined ? {} : { keys: body.keys }),
      ...filtersOf(body.filters),
      ...(body.likeness === undefined ? {} : { fuzzy: body.likeness }),
      ...rulesIn(body.validation),
      ...ownersOf(body),
    })
    return made.ok ? ok(pairingOf(made.value)) : made
  },
)

export const changePairing = route(
  'PATCH /api/crm/configs/:id/pairings/:entityType',
  {
    says: 'Change the rules or keys of a pairing.',
    ...One,
    body: PairingPatch,
    answer: PairingView,
  },
  async ({ deps, caller, params, body }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const changed = await own.value.sync.changePairing(params.entityType, patchOf(body))
    return changed.ok ? ok(pairingOf(changed.value)) : changed
  },
)

export const deletePairing = route(
  'DELETE /api/crm/configs/:id/pairings/:entityType',
  {
    says: 'Take a pairing out of a sync. No record is touched on either side.',
    ...One,
    answer: Done,
  },
  async ({ deps, caller, params }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const removed = await own.value.sync.removePairing(params.entityType)
    return removed.ok ? ok({ done: true }) : removed
  },
)

/** What is said of a pairing there is. */
export const patchOf = (body: PairingPatch): Patch => ({
  ...rulesOf(body),
  ...sidesOf(body),
  ...(body.keys === undefined ? {} : { keys: body.keys }),
  ...filtersOf(body.filters),
  ...(body.likeness === undefined ? {} : { fuzzy: body.likeness }),
  ...rulesIn(body.validation),
  ...ownersOf(body),
})

const ownersOf = ({ owner }: Pick<PairingPatch, 'owner'>) =>
  owner === undefined ? {} : { owner: owner?.map(ownerIn) ?? null }

/** The filters that were spoken of: null takes one away, silence leaves it. */
const filtersOf = (asked: PairingPatch['filters']) =>
  asked === undefined ? {} : { filters: { left: asked.app, right: asked.crm } }
type Asked = Pick<PairingPatch, 'sides'>
type AskedTerms = NonNullable<NonNullable<Asked['sides']>['app']>

/** A side's own terms, without those it does not speak of. */
const termsOf = ({ createMissing, updateExisting, deletions }: AskedTerms = {}): SideTerms => ({
  ...(createMissing === undefined ? {} : { createMissing }),
  ...(updateExisting === undefined ? {} : { updateExisting }),
  ...(deletions === undefined ? {} : { deletions }),
})

const sidesOf = ({ sides }: Asked): { sides?: NonNullable<Pairing['sides']> } =>
  sides === undefined
    ? {}
    : {
        sides: {
          ...(sides.app === undefined ? {} : { left: termsOf(sides.app) }),
          ...(sides.crm === undefined ? {} : { right: termsOf(sides.crm) }),
        },
      }

const wireSides = ({ left, right }: { left: string | null; right: string | null }) => ({
  app: left,
  crm: right,
})

function pairingOf(pairing: NamedPairing): PairingView {
  return {
    entityType: pairing.entityType,
    appTable: pairing.left,
    crmTable: pairing.right,
    tableNames: { app: pairing.names.left, crm: pairing.names.right },
    syncDirection: pairing.direction,
    conflictResolution: pairing.conflictResolution,
    firstMeeting: pairing.firstMeeting,
    createMissing: pairing.createMissing,
    updateExisting: pairing.updateExisting,
    deletions: pairing.deletions,
    sides: { app: termsOf(pairing.sides?.left), crm: termsOf(pairing.sides?.right) },
    keys: pairing.keys.map((key) => [...key]),
    likeness: pairing.fuzzy === undefined ? FUZZY : pairing.fuzzy,
    validation: (pairing.validation ?? []).map(ruleOut),
    owner: (pairing.owner ?? []).map(ownerOut),
    version: pairing.version,
    fieldMappings: pairing.entries.length,
    filters: { app: pairing.filters?.left ?? null, crm: pairing.filters?.right ?? null },
    twinFields: wireSides(pairing.twins),
    markFields: wireSides(pairing.marks),
  }
}
