/** A mapping while somebody works on it: nothing is saved until they say so, and everything can be taken back until then. */
import type { FieldMapping, FieldMappingPatch } from '../../../shared/api/mapping.ts'
import type { PairingPatch } from '../../../shared/api/pairing.ts'
import type { WireDraft } from '../../../shared/api/preview.ts'

/** A field or one part of it, as a text that can stand in an option or an id. */
export type SlotKey = string
export const slotKey = (field: string, part: string | null): SlotKey =>
  part === null ? field : `${field}#${part}`
export function slotOf(key: SlotKey): { field: string; part: string | null } {
  const at = key.lastIndexOf('#')
  return at < 0 ? { field: key, part: null } : { field: key.slice(0, at), part: key.slice(at + 1) }
}

export type Edit = {
  /** As the Worker has them. */
  readonly saved: readonly FieldMapping[]
  /** As they are to be; what is new has an id that begins with “new:”. */
  readonly entries: readonly FieldMapping[]
  readonly pairing: PairingPatch
}

export const edit = (saved: readonly FieldMapping[]): Edit => ({
  saved,
  entries: saved,
  pairing: {},
})

/** Less sure than this, a pair that made itself is marked, so that somebody looks. */
export const isDoubtful = ({ confidence }: FieldMapping): boolean =>
  confidence !== null && confidence < 0.8

const isNew = ({ id }: FieldMapping): boolean => id.startsWith('new:')

/** Pairs two slots; what either was paired with before is let go. */
export function connect(before: Edit, entityType: string, app: SlotKey, crm: SlotKey): Edit {
  const [left, right] = [slotOf(app), slotOf(crm)]
  const there = before.entries.find((one) => appKey(one) === app && crmKey(one) === crm)
  if (there) return before
  const rest = before.entries.filter((one) => appKey(one) !== app && crmKey(one) !== crm)
  const fresh: FieldMapping = {
    id: `new:${app}:${crm}`,
    entityType,
    appField: left.field,
    appPart: left.part,
    crmField: right.field,
    crmPart: right.part,
    syncDirection: 'bidirectional',
    conflictResolution: null,
    firstMeeting: null,
    owner: [],
    transform: null,
    valueMap: null,
    choices: null,
    confidence: null,
    key: false,
  }
  // Two that were paired before and are paired again are the same pair.
  const old = before.saved.find((one) => appKey(one) === app && crmKey(one) === crm)
  return { ...before, entries: [...rest, old ?? fresh] }
}

export const appKey = (one: FieldMapping): SlotKey => slotKey(one.appField, one.appPart)
export const crmKey = (one: FieldMapping): SlotKey => slotKey(one.crmField, one.crmPart)

export const disconnect = (before: Edit, id: string): Edit => ({
  ...before,
  entries: before.entries.filter((one) => one.id !== id),
})

export const change = (before: Edit, id: string, patch: Partial<FieldMapping>): Edit => ({
  ...before,
  entries: before.entries.map((one) => (one.id === id ? { ...one, ...patch } : one)),
})

export const changePairing = (before: Edit, patch: PairingPatch): Edit => ({
  ...before,
  pairing: { ...before.pairing, ...patch },
})

/**
 * The same work over the pairs as the Worker has them now: what somebody else did meanwhile stands, and what is worked out here
 * stands over it.
 * @param sent what the Worker took of the work, where it took any: nothing of that is left to save.
 */
export function rebase(
  now: Edit,
  fresh: readonly FieldMapping[],
  sent: Pick<Edit, 'entries' | 'pairing'> = { entries: now.saved, pairing: {} },
): Edit {
  const entries = fresh.flatMap((one) => {
    const mine = sameIn(now.entries, one)
    const was = sameIn(sent.entries, one)
    // Taken apart here, or never seen here.
    if (!mine) return was ? [] : [one]
    return was && patchOf(was, mine) === null ? [one] : [{ ...one, ...termsOf(mine) }]
  })
  const waiting = now.entries.filter(
    (one) => isNew(one) && !sameIn(fresh, one) && !sameIn(sent.entries, one),
  )
  const pairing = Object.fromEntries(
    Object.entries(now.pairing).filter(
      ([term, said]) => sent.pairing[term as keyof PairingPatch] !== said,
    ),
  )
  return { saved: fresh, entries: [...entries, ...waiting], pairing }
}

/** A new pair has its name only since the Worker knows it: until then its two ends say which it is. */
const sameIn = (all: readonly FieldMapping[], one: FieldMapping): FieldMapping | undefined =>
  all.find(({ id }) => id === one.id) ??
  all.find(
    (other) =>
      (isNew(other) || isNew(one)) &&
      appKey(other) === appKey(one) &&
      crmKey(other) === crmKey(one),
  )

/** Takes one step back, and only that: what was done since stays, but for what took the fields of pairs that come back. */
export function takeBack(now: Edit, before: Edit, after: Edit): Edit {
  const gone = before.entries.filter((one) => !sameIn(after.entries, one))
  const came = after.entries.filter((one) => !sameIn(before.entries, one))
  const isInTheWay = (one: FieldMapping): boolean =>
    !sameIn(before.entries, one) &&
    gone.some((back) => appKey(back) === appKey(one) || crmKey(back) === crmKey(one))
  const rest = now.entries.filter((one) => !sameIn(came, one) && !isInTheWay(one))
  return { ...now, entries: [...rest, ...gone.filter((one) => !sameIn(rest, one))] }
}

/** What to ask the Worker for, so that the mapping becomes what was worked out: first what goes, then what changes, then what is new. */
export function draftOf({ saved, entries, pairing }: Edit, entityType: string): WireDraft {
  const remove = saved.filter((one) => !entries.some(({ id }) => id === one.id)).map(({ id }) => id)
  const changed = entries.flatMap((one) => {
    const before = saved.find(({ id }) => id === one.id)
    const patch = before ? patchOf(before, one) : null
    return patch ? [{ mappingId: one.id, ...patch }] : []
  })
  const add = entries.filter(isNew).map((one) => ({
    appField: one.appField,
    ...(one.appPart === null ? {} : { appPart: one.appPart }),
    crmField: one.crmField,
    ...(one.crmPart === null ? {} : { crmPart: one.crmPart }),
    ...termsOf(one),
  }))
  return {
    entityType,
    ...(Object.keys(pairing).length === 0 ? {} : { pairing }),
    ...(remove.length === 0 ? {} : { remove }),
    ...(changed.length === 0 ? {} : { change: changed }),
    ...(add.length === 0 ? {} : { add }),
  }
}

/** How many things are to be saved. */
export const countOf = ({
  add = [],
  change: changed = [],
  remove = [],
  pairing,
}: WireDraft): number =>
  add.length + changed.length + remove.length + Object.keys(pairing ?? {}).length

const termsOf = (one: FieldMapping) => ({
  syncDirection: one.syncDirection,
  conflictResolution: one.conflictResolution,
  firstMeeting: one.firstMeeting,
  owner: one.owner,
  transform: one.transform,
  valueMap: one.valueMap,
  choices: one.choices,
})

function patchOf(before: FieldMapping, after: FieldMapping): FieldMappingPatch | null {
  const [old, now] = [termsOf(before), termsOf(after)]
  const isSame = JSON.stringify(old) === JSON.stringify(now)
  return isSame ? null : now
}
