/** What a sync took, from the sandbox's own counters and clock, and whether its account adds up. */
import type { Counts } from '../../shared/api/config.ts'
import type { Log, Write } from '../../shared/api/run.ts'
import { floorSeconds, minimumCalls, type PairLoad, type Written } from './floor.ts'
import type { Session } from './session.ts'

/** The last line of `--json`. */
export type Tally = {
  readonly records: number
  readonly created: number
  readonly updated: number
  readonly conflicts: number
  readonly failed: number
  readonly seconds: number
  readonly floorSeconds: number
  readonly ratio: number
  readonly vendorCalls: { readonly airtable: number; readonly attio: number }
  readonly minimumCalls: { readonly airtable: number; readonly attio: number }
  readonly throttled: number
}

/** How many records one side of one pairing holds, as the vendor knows. */
export type Held = { readonly entityType: string; readonly app: number; readonly crm: number }

/** Everything that a tally of one preview and its run is made from. */
export type Taken = {
  readonly log: Log
  readonly writes: readonly Write[]
  /** Counted before the preview. */
  readonly before: readonly Held[]
  /** Mapped select and status attributes of each pairing. */
  readonly selects: ReadonlyMap<string, number>
  readonly roundTripMs: number
}

export function tallyOf(
  { airtable, attio }: Pick<Session, 'airtable' | 'attio'>,
  taken: Taken,
): Tally {
  const { log, before, selects, roundTripMs } = taken
  const loads = before.map(({ entityType, app, crm }): PairLoad => ({
    airtable: { records: app, written: written(taken, entityType, 'app') },
    attio: {
      records: crm,
      written: written(taken, entityType, 'crm'),
      selects: selects.get(entityType) ?? 0,
    },
  }))
  const least = minimumCalls(loads)
  const floor = floorSeconds(least, roundTripMs)
  const first = Math.min(...[airtable, attio].map(({ counters }) => counters.first ?? Infinity))
  const last = Math.max(...[airtable, attio].map(({ counters }) => counters.last ?? -Infinity))
  const seconds = Math.max(0, last - first) / 1000
  return {
    records: log.recordsProcessed,
    created: log.recordsCreated,
    updated: log.recordsUpdated,
    conflicts: log.conflictsDetected,
    failed: log.recordsFailed,
    seconds: round(seconds),
    floorSeconds: round(floor),
    ratio: round(seconds / floor),
    vendorCalls: { airtable: airtable.counters.total, attio: attio.counters.total },
    minimumCalls: {
      airtable: least.airtable.reads + least.airtable.writes,
      attio: least.attio.reads + least.attio.writes,
    },
    throttled: airtable.counters.throttled + attio.counters.throttled,
  }
}

const round = (number: number): number => Math.round(number * 1000) / 1000

function written({ writes }: Taken, entityType: string, side: Write['side']): Written {
  const mine = writes.filter(
    (one) => one.entityType === entityType && one.side === side && one.status === 'settled',
  )
  const of = (...kinds: Write['kind'][]): number =>
    mine.filter(({ kind }) => kinds.includes(kind)).length
  return { created: of('create'), updated: of('update', 'mark'), deleted: of('delete') }
}

const PARTS = [
  'inSync',
  'pending',
  'conflict',
  'blocked',
  'filtered',
  'held',
  'notCreated',
  'kept',
] as const

/** Sentences about what does not add up: the parts of an account, or an account and what the vendor holds. */
export function wrongIn(counts: readonly Counts[], held: readonly Held[]): readonly string[] {
  return counts.flatMap((one) => {
    const where = `${one.entityType} in ${one.side === 'app' ? 'Airtable' : 'Attio'}`
    const sum = PARTS.reduce((total, part) => total + one[part], 0)
    const there = held.find(({ entityType }) => entityType === one.entityType)?.[one.side]
    return [
      ...(sum === one.total
        ? []
        : [`${where}: the parts make ${sum}, the total says ${one.total}.`]),
      ...(there === one.total
        ? []
        : [`${where}: there are ${there ?? 'no'} records, the account says ${one.total}.`]),
    ]
  })
}

const NAMES: { readonly [part in (typeof PARTS)[number]]: string } = {
  inSync: 'in sync',
  pending: 'pending',
  conflict: 'in conflict',
  blocked: 'blocked',
  filtered: 'filtered out',
  held: 'held',
  notCreated: 'not created by rule',
  kept: 'kept after deletion',
}

/** One line for each pairing and side: the total and what it is made of. */
export function accountLines(counts: readonly Counts[]): readonly string[] {
  return counts.map((one) => {
    const parts = PARTS.filter((part) => one[part] > 0).map((part) => `${one[part]} ${NAMES[part]}`)
    const side = one.side === 'app' ? 'Airtable' : 'Attio'
    return `  ${one.entityType.padEnd(12)}${side.padEnd(9)}${String(one.total).padStart(6)} = ${parts.join(' + ') || '0'}`
  })
}
