import * as z from 'zod'
import {
  FieldMapping,
  FieldMappingList,
  FieldMappingPatch,
  FieldMappingRequest,
  MappingQuery,
} from '../../shared/api/mapping.ts'
import { Done, Id } from '../../shared/api/page.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Entry, Slot } from '../../shared/mapping.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { EntryDraft, NamedPairing, SyncRpc } from '../objects/sync/rpc.ts'
import { crossingOf, wireCrossing } from './crossing.ts'
import { ownerIn, ownerOut } from './owners.ts'
import { route } from './route.ts'
import { ownSync, pageOf } from './sync.ts'

const OfConfig = { params: { id: Id } }
const One = {
  params: { id: Id, mappingId: z.string().min(1).max(200) },
  query: MappingQuery,
}

export const listMappings = route(
  'GET /api/crm/configs/:id/field-mappings',
  { says: 'Which field meets which.', ...OfConfig, query: MappingQuery, answer: FieldMappingList },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const pairings = await pageOf(deps, params.id, 'pairings')
    if (!pairings.ok) return pairings
    const asked = pairings.value.filter((one) =>
      [undefined, one.entityType].includes(query.entityType),
    )
    if (query.entityType !== undefined && asked.length === 0) {
      return err({ reason: 'not_found', what: `pairing “${query.entityType}”` })
    }
    return ok({ items: asked.flatMap((one) => one.entries.map((entry) => mappingOf(one, entry))) })
  },
)

export const createMapping = route(
  'POST /api/crm/configs/:id/field-mappings',
  {
    says: 'Pair a field, or a part of one, with another.',
    ...OfConfig,
    body: FieldMappingRequest,
    answer: FieldMapping,
    status: 201,
  },
  async ({ deps, caller, params, body }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { sync } = own.value
    const entry = await sync.addEntry(body.entityType, draftOf(body))
    return entry.ok ? inPairing(sync, body.entityType, entry.value) : entry
  },
)

export const changeMapping = route(
  'PATCH /api/crm/configs/:id/field-mappings/:mappingId',
  {
    says: 'Change a pair of fields. Where two pairings have a mapping of the same id, entityType says which.',
    ...One,
    body: FieldMappingPatch,
    answer: FieldMapping,
  },
  async ({ deps, caller, params, query, body }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { sync } = own.value
    const pairing = await pairingWith(sync, params.mappingId, query.entityType)
    if (!pairing.ok) return pairing
    const { entityType } = pairing.value
    const entry = await sync.changeEntry(entityType, params.mappingId, patchOf(body))
    return entry.ok ? inPairing(sync, entityType, entry.value) : entry
  },
)

export const deleteMapping = route(
  'DELETE /api/crm/configs/:id/field-mappings/:mappingId',
  {
    says: 'Take a pair of fields out. The values stay as they are on both sides.',
    ...One,
    answer: Done,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { sync } = own.value
    const pairing = await pairingWith(sync, params.mappingId, query.entityType)
    if (!pairing.ok) return pairing
    const removed = await sync.removeEntry(pairing.value.entityType, params.mappingId)
    return removed.ok ? ok({ done: true }) : removed
  },
)

/** A mapping as it is asked for. */
export const draftOf = (body: Omit<FieldMappingRequest, 'entityType'>): EntryDraft => ({
  left: slotOf(body.appField, body.appPart),
  right: slotOf(body.crmField, body.crmPart),
  ...rulesOf(body),
  ...crossingOf(body),
})

/** What is said of a mapping there is. */
export const patchOf = (body: FieldMappingPatch): Partial<EntryDraft> => ({
  ...(body.appField === undefined ? {} : { left: slotOf(body.appField, body.appPart) }),
  ...(body.crmField === undefined ? {} : { right: slotOf(body.crmField, body.crmPart) }),
  ...rulesOf(body),
  ...crossingOf(body),
})

/** The pairing that has this mapping. */
async function pairingWith(
  sync: SyncRpc,
  mappingId: string,
  entityType: string | undefined,
): Promise<Result<NamedPairing, Failure>> {
  const pairings = await sync.pairings()
  if (!pairings.ok) return pairings
  const [found, another] = pairings.value.filter(
    (one) =>
      [undefined, one.entityType].includes(entityType) &&
      one.entries.some((entry) => entry.id === mappingId),
  )
  if (!found) return err({ reason: 'not_found', what: 'field mapping' })
  if (another) {
    const why = 'two pairings have a mapping of this id; say which pairing is meant'
    return err({ reason: 'invalid', field: 'entityType', why })
  }
  return ok(found)
}

/** The mapping as it stands in its pairing now: whether it is a key is the pairing's to say. */
async function inPairing(
  sync: SyncRpc,
  entityType: string,
  entry: Entry,
): Promise<Result<FieldMapping, Failure>> {
  const pairings = await sync.pairings()
  if (!pairings.ok) return pairings
  const pairing = pairings.value.find((one) => one.entityType === entityType)
  return pairing ? ok(mappingOf(pairing, entry)) : err({ reason: 'not_found', what: 'pairing' })
}

export const slotOf = (field: string, part: string | undefined): Slot =>
  part === undefined ? { field } : { field, part }

const rulesOf = ({
  syncDirection,
  conflictResolution,
  firstMeeting,
  owner,
}: Pick<FieldMappingPatch, 'syncDirection' | 'conflictResolution' | 'firstMeeting' | 'owner'>) => ({
  ...(syncDirection === undefined ? {} : { direction: syncDirection }),
  ...(conflictResolution === undefined ? {} : { conflictResolution }),
  ...(firstMeeting === undefined ? {} : { firstMeeting }),
  ...(owner === undefined ? {} : { owner: owner?.map(ownerIn) ?? null }),
})

function mappingOf(pairing: NamedPairing, entry: Entry): FieldMapping {
  return {
    id: entry.id,
    entityType: pairing.entityType,
    appField: entry.left.field,
    appPart: entry.left.part ?? null,
    crmField: entry.right.field,
    crmPart: entry.right.part ?? null,
    syncDirection: entry.direction,
    conflictResolution: entry.conflictResolution ?? null,
    firstMeeting: entry.firstMeeting ?? null,
    owner: (entry.owner ?? []).map(ownerOut),
    ...wireCrossing(entry),
    confidence: entry.sure ?? null,
    key: pairing.keys.some((key) => key.includes(entry.id)),
    warnings: pairing.warnings.filter((one) => one.entry === entry.id).map(({ says }) => says),
  }
}
