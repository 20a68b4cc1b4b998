/** A mapping while somebody works on it: nothing is saved until they say so, and everything can be taken back until then. */
import type { WireRule } from '../../../shared/api/crossing.ts'
import type { FieldMapping, FieldMappingPatch } from '../../../shared/api/mapping.ts'
import type { PairingPatch, PairingView } from '../../../shared/api/pairing.ts'
import type { WireDraft } from '../../../shared/api/preview.ts'
import type { FieldSuggestionList } from '../../../shared/api/suggestion.ts'

/** A field or one part of it, as a text that can stand in an option or an id. */
export type SlotKey = string
export const slotKey = (field: string, part: string | null): SlotKey =>
  part === null ? field : `${field}#${part}`
export function slotOf(key: SlotKey): { field: string; part: string | null } {
  const at = key.lastIndexOf('#')
  return at < 0 ? { field: key, part: null } : { field: key.slice(0, at), part: key.slice(at + 1) }
}

/** A pair as it is to be here, and as the Worker has it by now; null where it was taken apart. */
export type Clash = {
  readonly mine: FieldMapping | null
  readonly theirs: FieldMapping | null
}

export type Edit = {
  /** As the Worker has them. */
  readonly saved: readonly FieldMapping[]
  /** As they are to be; what is new has an id that begins with “new:”. */
  readonly entries: readonly FieldMapping[]
  readonly pairing: PairingPatch
  /** What somebody else changed meanwhile, too, and nobody has decided about here. */
  readonly elsewhere?: readonly Clash[]
  /** The terms of the pairing as they stood when they were changed here. */
  readonly seen?: Partial<PairingView>
}

export const edit = (saved: readonly FieldMapping[]): Edit => ({
  saved,
  entries: saved,
  pairing: {},
})

/** Less sure than this, a pair that made itself is marked, so that somebody looks. */
export const isDoubtful = ({ confidence }: FieldMapping): boolean =>
  confidence !== null && confidence < 0.8

const newId = (app: SlotKey, crm: SlotKey): string => `new:${app}:${crm}`
const isNewId = (id: string): boolean => id.startsWith('new:')
const isNew = ({ id }: FieldMapping): boolean => isNewId(id)

/** Pairs two slots; what either was paired with before is let go. */
export function connect(before: Edit, entityType: string, app: SlotKey, crm: SlotKey): Edit {
  const [left, right] = [slotOf(app), slotOf(crm)]
  const there = before.entries.find((one) => appKey(one) === app && crmKey(one) === crm)
  if (there) return before
  const rest = before.entries.filter((one) => appKey(one) !== app && crmKey(one) !== crm)
  const fresh: FieldMapping = {
    id: newId(app, crm),
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
    warnings: [],
  }
  // Two that were paired before and are paired again are the same pair.
  const old = before.saved.find((one) => appKey(one) === app && crmKey(one) === crm)
  return { ...before, entries: [...rest, old ?? fresh] }
}

/** Pairs what would pair itself, as far as its fields are free here. */
export function connectRest(
  before: Edit,
  entityType: string,
  items: FieldSuggestionList['items'],
): Edit {
  return items.reduce((edit, { syncDirection, confidence, ...one }) => {
    const [app, crm] = [slotKey(one.appField, one.appPart), slotKey(one.crmField, one.crmPart)]
    const isTaken = edit.entries.some(
      (other) => overlap(appKey(other), app) || overlap(crmKey(other), crm),
    )
    if (isTaken) return edit
    const after = connect(edit, entityType, app, crm)
    const made = after.entries.at(-1)
    return made && isNew(made) ? change(after, made.id, { syncDirection, confidence }) : after
  }, before)
}

/** A whole field overlaps each of its parts. */
function overlap(a: SlotKey, b: SlotKey): boolean {
  const [one, two] = [slotOf(a), slotOf(b)]
  return one.field === two.field && (a === b || one.part === null || two.part === null)
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

/** What tells records apart as it is to be; a way that reads a pair which is gone is gone with it. */
export const keysOf = (
  { entries, pairing }: Edit,
  saved: Pick<PairingView, 'keys'>,
): readonly (readonly string[])[] =>
  (pairing.keys ?? saved.keys).filter((key) =>
    key.every((name) => entries.some(({ id }) => id === name)),
  )

/** What a record must keep as it is to be; a check of a new pair that was taken apart again is gone with it. */
export const checksOf = (
  { entries, pairing }: Edit,
  saved: Pick<PairingView, 'validation'>,
): readonly WireRule[] =>
  (pairing.validation ?? saved.validation).filter(
    ({ mapping = '' }) => !isNewId(mapping) || entries.some(({ id }) => id === mapping),
  )

/** The terms of a pairing with other names for some of its pairs. */
export function renamed(pairing: PairingPatch, names: ReadonlyMap<string, string>): PairingPatch {
  if (names.size === 0) return pairing
  const nameOf = (id: string): string => names.get(id) ?? id
  const { keys, validation } = pairing
  return {
    ...pairing,
    ...(keys === undefined ? {} : { keys: keys.map((key) => key.map(nameOf)) }),
    ...(validation === undefined
      ? {}
      : {
          validation: validation.map(({ mapping, ...rule }) =>
            mapping === undefined ? rule : { ...rule, mapping: nameOf(mapping) },
          ),
        }),
  }
}

/** The pairs that the terms speak of and that have no name at the Worker yet. */
export const unnamedIn = ({ keys = [], validation = [] }: PairingPatch): readonly string[] =>
  [...keys.flat(), ...validation.map(({ mapping = '' }) => mapping)].filter(isNewId)

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
  const names = new Map(
    now.entries.flatMap((one): [string, string][] => {
      const made = isNew(one) ? sameIn(fresh, one) : undefined
      return made ? [[one.id, made.id]] : []
    }),
  )
  const taken = renamed(sent.pairing, names)
  const pairing = Object.fromEntries(
    Object.entries(renamed(now.pairing, names)).filter(
      ([term, said]) => JSON.stringify(taken[term as keyof PairingPatch]) !== JSON.stringify(said),
    ),
  )
  return { ...now, saved: fresh, entries: [...entries, ...waiting], pairing }
}

/** A new pair has its name only since the Worker knows it: until then its two ends say which it is. */
export const sameIn = (all: readonly FieldMapping[], one: FieldMapping): FieldMapping | undefined =>
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
  const back = gone.filter((one) => !sameIn(rest, one)).map((one) => standingIn(now, one))
  return { ...now, entries: [...rest, ...back] }
}

/** What was taken apart at the Worker too comes back as a new pair. */
const standingIn = ({ saved }: Edit, one: FieldMapping): FieldMapping =>
  isNew(one) || saved.some(({ id }) => id === one.id) ? one : freshFrom(one)

/** The same pair as a new one, which the Worker does not know. */
export const freshFrom = (one: FieldMapping): FieldMapping => ({
  ...one,
  id: newId(appKey(one), crmKey(one)),
  confidence: null,
})

/** What to ask the Worker for, so that the mapping becomes what was worked out: first what goes, then what changes, then what is new. */
export function draftOf(now: Edit, entityType: string): WireDraft {
  const { saved, entries } = now
  const pairing = standing(now)
  const spoken = unnamedIn(pairing)
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
    ...(spoken.includes(one.id) ? { ref: one.id } : {}),
  }))
  return {
    entityType,
    ...(Object.keys(pairing).length === 0 ? {} : { pairing }),
    ...(remove.length === 0 ? {} : { remove }),
    ...(changed.length === 0 ? {} : { change: changed }),
    ...(add.length === 0 ? {} : { add }),
  }
}

/** The terms without what they say of pairs that are gone. */
function standing(now: Edit): PairingPatch {
  const { keys, validation, ...rest } = now.pairing
  return {
    ...rest,
    ...(keys === undefined ? {} : { keys: keysOf(now, { keys }).map((key) => [...key]) }),
    ...(validation === undefined ? {} : { validation: [...checksOf(now, { validation })] }),
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

export function patchOf(before: FieldMapping, after: FieldMapping): FieldMappingPatch | null {
  const [old, now] = [termsOf(before), termsOf(after)]
  const isSame = JSON.stringify(old) === JSON.stringify(now)
  return isSame ? null : now
}
